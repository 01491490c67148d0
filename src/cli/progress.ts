import type { Terminal } from './command.ts'

/** Smaller bodies are through before a bar has been read. */
const leastBytes = 10_000_000
const width = 30
const millisecondsBetween = 200

/** Passes octets on and draws how far they have come on stderr, where a person watches and there are many of them. */
export function withProgress(
  content: AsyncIterable<Uint8Array>,
  bytes: number | undefined,
  terminal: Terminal,
): AsyncIterable<Uint8Array> {
  return terminal.watched && bytes !== undefined && bytes > leastBytes
    ? drawn(content, bytes, terminal)
    : content
}

async function* drawn(
  content: AsyncIterable<Uint8Array>,
  bytes: number,
  terminal: Terminal,
): AsyncIterable<Uint8Array> {
  let done = 0
  let drawnAt = 0
  try {
    for await (const piece of content) {
      yield piece
      done += piece.length
      if (performance.now() - drawnAt < millisecondsBetween) continue
      drawnAt = performance.now()
      terminal.draw(`\r${progressLine(done, bytes)}`)
    }
  } finally {
    // Erases the bar, so that what is said next stands alone.
    terminal.draw('\r\u001B[K')
  }
}

/** One line of the bar: how full, how much of how much. */
export function progressLine(done: number, bytes: number): string {
  const share = Math.min(1, done / bytes)
  const full = Math.floor(share * width)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `[${'='.repeat(full)}${' '.repeat(width - full)}] ${percent} %  ${megabytes(done)} / ${megabytes(bytes)} MB`
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
