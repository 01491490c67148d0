import { isIP } from 'node:net'

/** True for a host, without brackets, that is this machine by its name or number: nobody is on the way to it. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
