// Runs the command line from what `npm run build` made, as the published package does.
const built: unknown = await import(new URL('../../dist/cli/main.js', import.meta.url).href)
if (typeof built !== 'object' || built === null || !('main' in built) || typeof built.main !== 'function') {
  throw new Error('dist/cli/main.js has no main: run npm run build')
}
await built.main()
