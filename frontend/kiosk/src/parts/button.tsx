import type { ComponentChildren, JSX } from "preact";

interface Props {
  onPress: () => void;
  children: ComponentChildren;
  class?: string;
  label?: string;
  disabled?: boolean;
  pressed?: boolean;
  title?: string;
}

/** Every target of the kiosk. A pointer leaves no focus behind, so that Enter of the next scan presses nothing. */
export function Button({ onPress, children, class: extra = "", label, disabled = false, pressed, title }: Props): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${extra}`}
      disabled={disabled}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...(title === undefined ? {} : { title })}
      onClick={(e) => {
        if (e.detail > 0) e.currentTarget.blur();
        onPress();
      }}
    >
      {children}
    </button>
  );
}
