import { PROBLEMS } from '../problem.js';

/** The page that a problem's `type` refers to: every code with its status and meaning. */
export function problemsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, [status, title]]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>BookedBarber: problems</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
td, th { text-align: left; padding: 0.25rem 1rem 0.25rem 0; }
tr:target { outline: 2px solid; }
</style>
<h1>Problems</h1>
<p>Errors are <code>application/problem+json</code> (RFC 9457). Their <code>code</code> is one of these; <code>detail</code>
says what was wrong with the request, and on 400 <code>errors</code> says it for each field. <code>instance</code> ends with
the request id: quote it when you report a problem.</p>
<table><tr><th>code</th><th>status</th><th>meaning</th></tr>
${rows.join('\n')}
</table>
`;
}
