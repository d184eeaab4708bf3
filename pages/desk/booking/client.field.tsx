import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { findClients, type ShopClient } from '../../api/desk.js';
import { texts } from '../../texts/texts.js';
import { typedClient } from './typed-client.js';

const LEAST = 3;
/** Typing is not asked about letter by letter. */
const PAUSE_MS = 200;

/** A client of the shop, or who is to become one. */
export type NamedClient = { readonly text: string; readonly known?: ShopClient };

interface Props {
  readonly businessId: number;
  readonly value: NamedClient;
  readonly onChange: (value: NamedClient) => void;
}

/** One field for who is on the phone: it finds those whom the shop knows, and takes name and number of others. */
export function ClientField({ businessId, value, onChange }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<readonly ShopClient[]>([]);
  const text = value.text.trim();
  const typed = typedClient(text);
  // Whose number or address it is, the shop may know under another name.
  const sought = typed.phone ?? typed.email ?? text;
  useEffect(() => {
    setFound([]);
    if (value.known !== undefined || sought.length < LEAST) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      findClients(sought, businessId).then(
        ({ clients }) => isCurrent && setFound(clients.slice(0, 5)),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [sought, value.known]);
  return (
    <div class="field">
      <label for={id}>{texts.desk.client}</label>
      <input
        ref={input}
        id={id}
        // The first that is asked on the phone; else the dialog gives the focus to what closes it.
        autofocus
        value={value.text}
        required
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <p id={`${id}-hint`} class="hint" aria-live="polite">
        {value.known
          ? texts.desk.knownClient
          : typed.phone || typed.email
            ? texts.desk.newClient(typed.name, typed.phone ?? typed.email ?? '')
            : texts.desk.clientHint}
      </p>
      {found.length > 0 && (
        <ul class="found" aria-label={texts.desk.foundClients}>
          {found.map((client) => (
            <li key={client.id}>
              <button
                type="button"
                onClick={() => {
                  // What was pressed is about to go.
                  input.current?.focus();
                  onChange({
                    text: `${client.name}${client.phone ? `, ${client.phone}` : ''}`,
                    known: client,
                  });
                }}
              >
                {client.name} <span class="quiet">{client.phone ?? client.email}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
