/** Colours live in tokens.css; everywhere else a literal is an error. */
export default {
  rules: {
    "color-no-hex": true,
    "color-named": "never",
    "function-disallowed-list": ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix"],
    "declaration-property-value-disallowed-list": { "/^(animation|transition)/": [/.+/] },
    "block-no-empty": true,
    "property-no-unknown": true,
    "unit-no-unknown": true,
    "declaration-block-no-duplicate-properties": true,
    "no-duplicate-selectors": true,
    "declaration-no-important": true,
  },
  overrides: [{ files: ["**/tokens.css"], rules: { "color-no-hex": null } }],
};
