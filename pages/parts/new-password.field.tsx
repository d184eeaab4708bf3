import { texts } from '../texts/texts.js';
import { Field } from './field.js';

interface Props {
  readonly name: string;
  readonly label: string;
}

/** A password that the visitor chooses, by the rules that the server checks. */
export function NewPasswordField({ name, label }: Props) {
  return (
    <Field
      name={name}
      label={label}
      hint={texts.parts.passwordHint}
      type="password"
      autocomplete="new-password"
      minLength={8}
      maxLength={128}
      required
    />
  );
}
