import type { PasswordRules } from "../api/types";
import { sentencesOf, type Words } from "../i18n/words";

/** What a new password must be, in words, once central has said it: the hint of its field. */
export const passwordHint = (words: Words, rules: PasswordRules | undefined): { hint?: string } =>
  rules === undefined ? {} : { hint: sentencesOf(words.t("setup.password_hint", { n: rules.min_characters }), rules.tip) };
