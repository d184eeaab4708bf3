const PHONE = /\+?\d[\d\s()/.-]{4,}\d/;
const EMAIL = /[^\s,;]+@[^\s,;]+\.[^\s,;]+/;

/** A client as staff types them while on the phone. */
export interface TypedClient {
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
}

/** `Jo Example, 0171 234567` is a name and a phone number; an e-mail address may be there instead. Pure. */
export function typedClient(text: string): TypedClient {
  const email = EMAIL.exec(text)?.[0];
  const phone = PHONE.exec(email === undefined ? text : text.replace(email, ' '))?.[0]?.trim();
  const name = [email, phone]
    .reduce<string>((rest, part) => (part === undefined ? rest : rest.replace(part, ' ')), text)
    .replaceAll(/[,;]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { name, ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) };
}
