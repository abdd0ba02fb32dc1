import type { Resolution } from './lockfile.ts'

/** A registry's tarballs are named after the package (`/-/name-1.0.0.tgz`); npm can leave their URL out, and no other. */
export function resolutionOf(name: string, url: string | null, locked: boolean): Resolution {
  if (url === null) return locked ? 'registry' : 'unknown'
  // https://registry.n… and https://registry.y…: looked at by one character, as comparing the beginning is dear.
  const tells = url.charCodeAt(17)
  if (tells === 110 ? url.startsWith('https://registry.npmjs.org/') : tells === 121 && url.startsWith('https://registry.yarnpkg.com/'))
    return 'registry'
  if (url.startsWith('file:')) return 'file'
  if (/^https?:/.test(url)) return isRegistryUrl(name, url) ? 'registry' : 'url'
  return /^(?:git|bitbucket:|gist:|ssh:)/.test(url) ? 'git' : 'unknown'
}

function isRegistryUrl(name: string, url: string): boolean {
  const base = name.slice(name.indexOf('/') + 1)
  return (
    url.includes(`/-/${base}-`) ||
    url.includes(`/-/${name}-`) || // GitLab
    url.includes(`/download/${name}/`) || // GitHub Packages
    url.includes(`/${name}/download/`) // cnpm
  )
}
