/** A fault of the program: the two threads do not mean the same. */
export function unexpected(): Error {
  return new Error('a store worker answered another question than the one asked')
}
