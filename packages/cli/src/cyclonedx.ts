import type { Context } from '@codegenie/views'
import pkg from '../package.json' with { type: 'json' }

/** What `raw/node_manifest.json` has of each lockfile. */
export type LockedPackages = readonly {
  readonly path: string
  readonly packages: readonly {
    readonly name: string
    readonly version: string | null
    readonly integrity?: string | null
    readonly dev?: boolean | null
  }[]
}[]

/**
 * CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/) of the packages that lockfiles name, each version once. Without a serial number and a
 * time: the same artifact gives the same bytes.
 */
export function cyclonedx({ repo, gather_id }: Context, lockfiles: LockedPackages): object {
  const components = new Map<string, object>()
  for (const { packages } of lockfiles)
    for (const { name, version, integrity, dev } of packages) {
      if (version === null) continue
      const purl = packageUrl(name, version)
      const before = components.get(purl) as { scope?: string } | undefined
      const scope = dev === true && before?.scope !== 'required' ? 'excluded' : 'required'
      components.set(purl, component(name, version, purl, scope, hashes(integrity)))
    }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: pkg.name, version: pkg.version }] },
      component: { type: 'application', name: repo.name ?? 'unknown', 'bom-ref': 'root' },
      properties: [{ name: 'codegenie:gather_id', value: gather_id }],
    },
    components: [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
  }
}

function component(name: string, version: string, purl: string, scope: string, found: readonly object[]): object {
  const [, group, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? []
  const named = group === undefined ? { name } : { group, name: rest }
  return { type: 'library', 'bom-ref': purl, ...named, version, scope, purl, ...(found.length > 0 ? { hashes: found } : {}) }
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function packageUrl(name: string, version: string): string {
  return `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`
}

const ALGORITHMS: Readonly<Record<string, string>> = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' }

/** Of a subresource integrity, as hexadecimal digits. */
function hashes(integrity: string | null | undefined): object[] {
  return (integrity ?? '').split(/\s+/).flatMap((each) => {
    const [, name = '', base64 = ''] = /^(sha\d+)-([A-Za-z0-9+/]+=*)$/.exec(each) ?? []
    return Object.hasOwn(ALGORITHMS, name) ? [{ alg: ALGORITHMS[name], content: Buffer.from(base64, 'base64').toString('hex') }] : []
  })
}
