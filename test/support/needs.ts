import { spawnSync } from 'node:child_process'

/** A program of the system that suites use, and the Debian package that brings it. */
const programs = [
  { program: 'curl', package: 'curl', version: '--version' },
  { program: 'openssl', package: 'openssl', version: 'version' },
  { program: 'strace', package: 'strace', version: '--version' },
] as const

/** What a suite may need: a program, or the right to mount a small disk. */
export type Need = (typeof programs)[number]['program'] | 'small-disk'

/** What the person leaves out by name: `KVITTENS_TEST_WITHOUT=strace,small-disk`. */
export function leftOut(need: Need): boolean {
  return (process.env['KVITTENS_TEST_WITHOUT'] ?? '').split(',').includes(need)
}

function has(program: string, version: string): boolean {
  return spawnSync(program, [version], { stdio: 'ignore' }).error === undefined
}

/** Brings what the suites need: as root on Debian or Ubuntu through apt-get, elsewhere it names what to install. */
export function needs(): void {
  const missing = programs.filter(({ program, version }) => !leftOut(program) && !has(program, version))
  if (missing.length === 0) return
  const packages = missing.map((one) => one.package)
  if (process.getuid?.() === 0 && has('apt-get', '--version')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
    })
  }
  for (const { program, version } of missing) {
    if (!has(program, version)) {
      console.error(
        `The tests need ${program}. Install it (on Debian: apt-get install ${program}), or leave its suites out with KVITTENS_TEST_WITHOUT=${program}.`,
      )
      process.exitCode = 1
    }
  }
}
