import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { connect } from 'node:net'
import { pipeline } from 'node:stream/promises'

// A command that answers requests, as the contract of handlers wants it to behave.
const [behaviour = '', ...rest] = process.argv.slice(2)
switch (behaviour) {
  case 'echo':
    await pipeline(process.stdin, process.stdout)
    break
  case 'facts':
    await once(process.stdin.resume(), 'end')
    process.stdout.write(JSON.stringify({ args: rest, environment: process.env }))
    break
  case 'refuse':
    writeSync(2, `Okänd person\r\n\u{1b}[31m röd ${'x'.repeat(100_000)}`)
    process.exit(1)
    break
  case 'fail':
    await once(process.stdin.resume(), 'end')
    writeSync(2, 'a secret')
    process.exit(3)
    break
  case 'hang':
    process.stdin.resume()
    setInterval(() => {}, 1000)
    break
  case 'stall':
    process.stdout.write('part')
    setInterval(() => {}, 1000)
    break
  case 'break':
    writeSync(1, 'part')
    process.exit(3)
    break
  case 'refuseLate':
    writeSync(1, 'part')
    writeSync(2, 'On second thoughts')
    process.exit(1)
    break
  case 'deaf':
    process.stdin.destroy()
    process.stdout.write('deaf')
    break
  case 'empty':
    break
  case 'stubborn': {
    // Neither it nor what it starts ends by SIGTERM; each holds a connection as long as it lives.
    process.on('SIGTERM', () => {})
    const [port = '', generation = 'first'] = rest
    await once(connect(Number(port), '127.0.0.1'), 'connect')
    if (generation === 'first') {
      const [program, script = ''] = process.argv
      const child = spawn(program ?? '', [script, 'stubborn', port, 'second'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      await once(child.stdout, 'data')
    }
    process.stdout.write('part')
    break
  }
  case 'quick':
    // It ends with most of its answer unread: more than is read at once, and less than fits on the way.
    writeSync(1, `${process.pid} `.padEnd(120_000, 'q'))
    process.exit(0)
    break
  default:
    throw new Error(`no such behaviour: ${behaviour}`)
}
