import type { Account } from '../api/page.session.js';
import { clockWithSeconds } from '../parts/format.js';
import { texts } from '../texts/texts.js';
import type { Scope } from './api/scope.js';
import type { Instance } from './api/shapes.js';
import { shortId } from './panels/instances.panel.js';
import { type View, VIEWS } from './use-view.js';

interface Props {
  readonly view: View;
  readonly account: Account;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
  readonly instances: readonly Instance[];
  readonly freshAt: number | null;
  readonly onSignOut: () => void;
}

/** Where one is, whose figures are shown and how old they are. */
export function Header({ view, account, scope, onScope, instances, freshAt, onSignOut }: Props) {
  const words = texts.admin;
  return (
    <header>
      <h1>{words.title}</h1>
      <nav aria-label={words.views.label}>
        {(['overview', 'actions'] as const).map((name) => (
          <a key={name} href={VIEWS[name]} aria-current={view === name ? 'page' : undefined}>
            {words.views[name]}
          </a>
        ))}
      </nav>
      <label class="scope">
        <span>{words.scope.label}</span>
        <select value={scope} onChange={(event) => onScope(event.currentTarget.value)}>
          <option value="fleet">{words.scope.fleet(instances.length)}</option>
          {instances.map(({ id }) => (
            <option key={id} value={id}>
              {words.scope.instance(shortId(id))}
            </option>
          ))}
        </select>
      </label>
      <span class="quiet fresh">
        {freshAt === null ? words.reading : words.asOf(clockWithSeconds(freshAt))}
      </span>
      <a class="quiet who" href="/account" title={texts.account.title}>
        {account.name}
      </a>
      <button type="button" onClick={onSignOut}>
        {texts.parts.signOut}
      </button>
    </header>
  );
}
