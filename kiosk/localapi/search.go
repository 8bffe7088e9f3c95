package localapi

import (
	"context"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/syncproto/rental"
)

// maxHits is how many a pick list holds: what fits the screen without scrolling.
const maxHits = 12

type searchQuery struct {
	Q  string `query:"q" maxLength:"128" doc:"the last characters of a tag or serial, or the beginnings of words"`
	Of string `query:"of" default:"item" enum:"item,type,place,person,job" doc:"what is searched"`
}

// search makes a pick list. It is never used to match a scan.
func (s *Server) search(ctx context.Context, in *searchQuery) (Hits, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Hits{}, err
	}
	hits, err := s.hits(ctx, in.Of, in.Q)
	if err != nil {
		return Hits{}, err
	}
	h := Hits{Hits: hits, AsOf: int64(st.Position.AsOfMs)}
	if len(h.Hits) > maxHits {
		h.Hits, h.More = h.Hits[:maxHits], true
	}
	return h, nil
}

// hits are one more than fit, so that the list knows whether there are more.
func (s *Server) hits(ctx context.Context, of, q string) ([]Subject, error) {
	switch of {
	case "type":
		types, err := s.cfg.Store.SearchTypes(ctx, q, maxHits+1)
		return listed(types, err, func(t rental.ItemType) (Subject, error) { return card.TypeSubject(t, 0), nil })
	case "place":
		places, err := s.cfg.Store.SearchPlaces(ctx, q, maxHits+1)
		return listed(places, err, func(p rental.Place) (Subject, error) {
			path, err := card.PlacePath(ctx, s.cfg.Store.View, p.ID)
			subject := card.PlaceSubject(p)
			subject.Where = path
			return subject, err
		})
	case "person":
		people, err := s.cfg.Store.SearchPeople(ctx, q, maxHits+1)
		return listed(people, err, func(b rental.Badge) (Subject, error) { return card.PersonSubject(b.PersonID, b.PersonName), nil })
	case "job":
		jobs, err := s.cfg.Store.SearchProjects(ctx, q, maxHits+1)
		return listed(jobs, err, func(p rental.Project) (Subject, error) { return card.JobSubject(p), nil })
	default:
		return s.items(ctx, q)
	}
}

func (s *Server) items(ctx context.Context, q string) ([]Subject, error) {
	found, err := s.cfg.Store.SearchAssets(ctx, q, maxHits+1)
	if err != nil {
		return nil, err
	}
	hits := []Subject{}
	for _, m := range found {
		th, err := code.Load(ctx, s.cfg.Store.View, rental.AssetID(m.ID))
		if err != nil {
			return nil, err
		}
		if th == nil {
			continue
		}
		subject := th.Subject()
		if th.Asset != nil {
			if subject.Where, err = card.PlacePath(ctx, s.cfg.Store.View, th.Asset.PlaceID); err != nil {
				return nil, err
			}
		}
		hits = append(hits, subject)
	}
	return hits, nil
}

func listed[R any](rows []R, err error, subject func(R) (Subject, error)) ([]Subject, error) {
	hits := []Subject{}
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		h, err := subject(r)
		if err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, nil
}
