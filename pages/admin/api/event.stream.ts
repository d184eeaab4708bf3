/** An event of a server (HTML, "Server-sent events"), its data parsed. */
interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

/** The events of an answer, as they come. What is broken off in the middle of an event is dropped. */
export async function* eventsOf(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const chunk of chunks) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []));
      const data = field('data').join('\n');
      if (data !== '') yield { name: field('event')[0] ?? 'message', data: JSON.parse(data) };
    }
  }
}

/** The text of an answer, as it comes. Not every browser can iterate over a stream itself. */
export async function* textOf({ body }: Response): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const step = await reader?.read();
    if (step?.value === undefined) return;
    yield step.value;
  }
}
