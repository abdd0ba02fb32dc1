import type { Resolution } from './lockfile.ts'
import { normalise } from './path.ts'
import { resolutionOf } from './resolution.ts'

/** What an entry of Yarn 2 and later was resolved to: `name@npm:1.0.0`, `name@workspace:packages/a`, `name@patch:name@npm%3A1.0.0#…`. */
export interface Locator {
  readonly name: string
  /** `npm`, `workspace`, `link`, `portal`, `patch`, `file`; empty where there is none. */
  readonly protocol: string
  /** What stands behind the protocol, up to the parameters. */
  readonly reference: string
  /** What stands behind `::`. */
  readonly parameters: string
  readonly resolution: Resolution
  /** `null` for what comes from the default registry. */
  readonly url: string | null
}

/** https://yarnpkg.com/advanced/lexicon#locator */
export function locatorOf(text: string): Locator | undefined {
  const at = text.indexOf('@', 1)
  if (at === -1) return undefined
  const name = text.slice(0, at)
  const whole = text.slice(at + 1)
  if (whole.startsWith('npm:') && !whole.includes('::'))
    return { name, protocol: 'npm', reference: whole.slice(4), parameters: '', resolution: 'registry', url: null }
  const split = whole.indexOf('::')
  const plain = split === -1 ? whole : whole.slice(0, split)
  const parameters = split === -1 ? '' : whole.slice(split + 2)
  const protocol = /^[a-z]+(?=:)/.exec(plain)?.[0] ?? ''
  const reference = plain.slice(protocol === '' ? 0 : protocol.length + 1)
  if (protocol === 'patch') return patched({ name, protocol, reference, parameters, resolution: 'registry', url: null })
  const url = protocol === 'npm' ? parameter(parameters, '__archiveUrl') : plain
  const resolution = /#commit=/.test(plain) || plain.startsWith('git@') ? 'git' : resolutionOf(name, url, protocol === 'npm')
  return { name, protocol, reference, parameters, resolution, url }
}

/** A patch changes files of a package; it comes from where that one does, and has its name. */
function patched(patch: Locator): Locator {
  const [source = ''] = patch.reference.split('#', 1)
  const { name, resolution, url } = locatorOf(decoded(source)) ?? patch
  return { ...patch, name, resolution, url }
}

function parameter(parameters: string, key: string): string | null {
  const found = parameters.split('&').find((each) => each.startsWith(`${key}=`))
  return found === undefined ? null : decoded(found.slice(key.length + 1))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Folder that a `link:` or `portal:` names, relative to the lockfile; it is written relative to the workspace that asks for it. */
export function linkTarget({ reference, parameters }: Locator): string {
  const asker = parameter(parameters, 'locator') ?? ''
  const at = asker.indexOf('@workspace:')
  const [folder = ''] = at === -1 ? ['.'] : asker.slice(at + '@workspace:'.length).split('::', 1)
  return reference.startsWith('/') ? reference : normalise(`${folder}/${reference}`)
}

/** Path of a patch of the project's own; `null` for those that Yarn brings. */
export function patchFile({ reference }: Locator): string | null {
  const hash = reference.indexOf('#')
  const source =
    hash === -1
      ? ''
      : reference
          .slice(hash + 1)
          .replace(/^optional!/, '')
          .replace(/^~\//, '')
  return source === '' || source.startsWith('builtin<') ? null : source
}

interface Platforms {
  readonly os: string[]
  readonly cpu: string[]
  readonly libc: string[]
}

const CONDITION = /(!?)\b(os|cpu|libc)=([\w-]+)/g

/** `os=linux & cpu=x64 & libc=glibc`, `(os=darwin | os=linux)`, `!os=win32`. */
export function platformsOf(conditions: string): Platforms {
  const platforms: Platforms = { os: [], cpu: [], libc: [] }
  // Not `matchAll`, which copies the expression, and takes several times as long as all this.
  for (let found = CONDITION.exec(conditions); found !== null; found = CONDITION.exec(conditions))
    platforms[found[2] as keyof Platforms].push(found[1]! + found[3]!)
  return platforms
}
