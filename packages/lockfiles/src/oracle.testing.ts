import fc from 'fast-check'
import { dump, FAILSAFE_SCHEMA } from 'js-yaml'

/** A package of a lockfile that is made up. */
interface Sample {
  readonly name: string
  readonly version: string
  readonly hash: string
  readonly note: string
  readonly linux: boolean
  readonly dev: boolean
  readonly built: boolean
}

const names = fc.oneof(
  fc.constantFrom('a', '@s/b', 'c.js', 'constructor', '__proto__', 'os', 'version', 'resolution', 'packages', 'é', 'x'.repeat(200)),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
)
export const samples: fc.Arbitrary<Sample[]> = fc.uniqueArray(
  fc.record({
    name: names,
    version: fc.constantFrom('1.0.0', '2.0.0-rc.1', '10.2.3', '0.0.1'),
    hash: fc.stringMatching(/^[A-Za-z0-9+/]{4}==$/).map((hash) => `sha512-${hash}`),
    note: fc.constantFrom('', 'gone', "it's: gone #1", 'one\n\ntwo', '[x] {y}', 'long '.repeat(300)),
    linux: fc.boolean(),
    dev: fc.boolean(),
    built: fc.boolean(),
  }),
  { selector: ({ name, version }) => `${name}@${version}`, maxLength: 8 },
)

const byKey = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const dumped = (value: object) => dump(value, { schema: FAILSAFE_SCHEMA, lineWidth: -1, noRefs: true })

function pnpmValue(packages: readonly Sample[]): object {
  const sorted = packages.toSorted((a, b) => byKey(`${a.name}@${a.version}`, `${b.name}@${b.version}`))
  const direct = Object.fromEntries(sorted.map(({ name, version }) => [name, { specifier: `^${version}`, version }]))
  const entries = sorted.map(({ name, version, hash, note, linux }) => [
    `${name}@${version}`,
    { resolution: { integrity: hash }, ...(linux ? { cpu: ['x64'], os: ['linux'] } : {}), ...(note ? { deprecated: note } : {}) },
  ])
  const snapshots = sorted.map(({ name, version, linux }) => [`${name}@${version}`, linux ? { optional: 'true' } : {}])
  return {
    lockfileVersion: '9.0',
    importers: { '.': { dependencies: direct } },
    packages: Object.fromEntries(entries),
    snapshots: Object.fromEntries(snapshots),
  }
}

function olderPnpmValue(packages: readonly Sample[], major: 5 | 6): object {
  const sorted = packages.toSorted((a, b) => byKey(a.name, b.name))
  const direct = (value: (each: Sample) => unknown) => Object.fromEntries(sorted.map((each) => [each.name, value(each)]))
  const entries = sorted.map(({ name, version, hash, note, linux, dev, built }) => [
    `/${name}${major === 6 ? '@' : '/'}${version}${built ? (major === 6 ? '(x@1.0.0)(@s/y@2.0.0)' : '_x@1.0.0+@s+y@2.0.0') : ''}`,
    {
      resolution: { integrity: hash },
      engines: { node: '>=12' },
      ...(linux ? { cpu: ['x64'], os: ['linux'] } : {}),
      ...(note ? { deprecated: note } : {}),
      ...(built ? { hasBin: 'true', requiresBuild: 'true', peerDependencies: { x: '*' } } : {}),
      dependencies: { dev: '1.0.0', optional: '1.0.0' },
      dev: String(dev),
      ...(linux ? { optional: 'true' } : {}),
    },
  ])
  const wanted =
    major === 6
      ? { dependencies: direct(({ version }) => ({ specifier: `^${version}`, version })) }
      : { specifiers: direct(({ version }) => `^${version}`), dependencies: direct(({ version }) => version) }
  return { lockfileVersion: `${major}.0`, ...wanted, packages: Object.fromEntries(entries) }
}

/** As pnpm lays it out: short lists and maps of one member on one line, a blank line in front of an entry. */
const asPnpm = (yaml: string) =>
  yaml
    .replaceAll(/:\n {6}(integrity|node): (.*)$/gm, ': {$1: $2}')
    .replaceAll(/:\n {6}- (.*)$/gm, ': [$1]')
    .replaceAll(/^ {2}\S.*:( \{\})?$/gm, '\n$&')

function berryValue(packages: readonly Sample[]): object {
  const entries = packages.map(({ name, version, hash, linux }) => [
    `${name}@npm:^${version}, ${name}@npm:${version}`,
    {
      version,
      resolution: `${name}@npm:${version}`,
      dependencies: { resolution: 'npm:^1.0.0' },
      checksum: hash,
      ...(linux ? { conditions: 'os=linux & cpu=x64' } : {}),
      languageName: 'node',
      linkType: 'hard',
    },
  ])
  return {
    __metadata: { version: '8', cacheKey: '10c0' },
    ...Object.fromEntries(entries.toSorted(([a], [b]) => byKey(String(a), String(b)))),
  }
}

function classicText(packages: readonly Sample[]): string {
  const quoted = (text: string) => (/^[a-z@][\w@./^-]*$/.test(text) && !text.startsWith('@') ? text : JSON.stringify(text))
  const entries = packages.map(({ name, version, hash }) => {
    const header = [`${name}@^${version}`, `${name}@>= ${version}`].map(quoted).join(', ')
    return `${header}:\n  version "${version}"\n  resolved "https://example.com/${encodeURI(name)}.tgz"\n  integrity ${hash}\n  dependencies:\n    version "^1"\n`
  })
  return `# yarn lockfile v1\n\n\n${entries.toSorted(byKey).join('\n')}`
}

function bunText(packages: readonly Sample[]): string {
  const lines = packages.map(({ name, version, hash, linux, dev, built }) => {
    const dependencies = `"dependencies": { "os": "1", "x": "${built ? '{\\"' : '^1'}" }`
    const fields = [...(dev ? [dependencies] : []), ...(linux ? ['"os": "linux", "cpu": "x64"'] : []), ...(built ? ['"bin": "x.js"'] : [])]
    const info = fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
    return `    ${JSON.stringify(`${version}/${name}`)}: [${JSON.stringify(`${name}@${version}`)}, "", ${info}, "${hash}"],\n`
  })
  return `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "root",\n    },\n  },\n  "packages": {\n${lines.join('\n')}  }\n}\n`
}

/** Lockfiles as package managers write them. */
export const text: Record<string, (packages: readonly Sample[]) => string> = {
  'pnpm-lock.yaml': (packages) => asPnpm(dumped(pnpmValue(packages))),
  'pnpm-lock.yaml of version 6': (packages) => asPnpm(dumped(olderPnpmValue(packages, 6))),
  'pnpm-lock.yaml of version 5': (packages) => asPnpm(dumped(olderPnpmValue(packages, 5))),
  'yarn.lock of Yarn 2': (packages) => dumped(berryValue(packages)).replaceAll(/^\S/gm, '\n$&').slice(1),
  'yarn.lock of Yarn 1': classicText,
  'bun.lock': bunText,
}
