package wire

// ItemTypeInput is what is said of an item type.
type ItemTypeInput struct {
	Archived        bool   `json:"archived,omitempty"`
	Category        string `json:"category,omitempty"`
	Code            string `json:"code"`
	Container       bool   `json:"container,omitempty"`
	InspectOnReturn bool   `json:"inspect_on_return,omitempty"`
	Kind            string `json:"kind"`
	Maker           string `json:"maker,omitempty"`
	Name            string `json:"name"`
	PowerW          int64  `json:"power_w,omitempty"`
	Returns         bool   `json:"returns"`
	Silhouette      string `json:"silhouette,omitempty"`
	TagPattern      string `json:"tag_pattern,omitempty"`
	TagPrefix       string `json:"tag_prefix,omitempty"`
	TurnaroundMS    int64  `json:"turnaround_ms,omitempty"`
	WeightG         int64  `json:"weight_g,omitempty"`
}
