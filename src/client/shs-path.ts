/** `…/shs/rs`, `…/shs/ds/{address}` and the like, behind the path that the node's URL has already. */
export function shsPath(base: string, service: 'rs' | 'ds', ...segments: readonly string[]): string {
  return [base, 'shs', service, ...segments.map(encodeURIComponent)].join('/')
}

/** The path of a node's URL to put the addresses behind; that of its receive or delivery service is taken for the node. */
export function basePath(url: URL): string {
  return url.pathname.replace(/\/+$/, '').replace(/\/shs(\/(rs|ds))?$/, '')
}
