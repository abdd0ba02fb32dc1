import { z } from 'zod'
import { invocations } from './script.ts'
import { directoryOf, join, type WorkspaceContext } from './survey.ts'

export type ManagerName = 'npm' | 'yarn' | 'pnpm' | 'bun'

/** One thing that says which package manager is meant. */
export interface ManagerEvidence {
  readonly name: ManagerName
  /** As declared, without the hash that corepack adds; null where it says none. Of a lockfile of yarn its kind: `1` or `2+`. */
  readonly version: string | null
  /** The earlier in this list, the stronger. */
  readonly kind: (typeof EVIDENCE_KINDS)[number]
  /** `path:line`, or a path. */
  readonly source: string
}

export const EVIDENCE_KINDS = ['declared', 'release', 'lockfile', 'settings', 'engines', 'image', 'script', 'default'] as const

export type ManagerContext = WorkspaceContext & { has(path: string): boolean }

/** Globs that a probe must declare in `inputs.reads` to call `packageManagers`, besides `WORKSPACE_READS`. */
export const MANAGER_READS = [
  '**/.npmrc',
  '**/.yarnrc',
  '**/.yarnrc.yml',
  '**/Dockerfile',
  '**/Dockerfile.*',
  '**/*.Dockerfile',
  '**/yarn.lock',
] as const
/** Globs for its `inputs.lists`, besides `WORKSPACE_LISTS`. */
export const MANAGER_LISTS = ['**/.yarn/releases/*', '**/bunfig.toml', '**/.pnpmfile.cjs'] as const

const Engine = z.object({ name: z.string(), version: z.string().optional() })
const Versions = z.record(z.string(), z.unknown()).optional()

/** The fields of a package.json that tell a package manager. */
export const Manifest = z.object({
  packageManager: z.string().optional(),
  devEngines: z.object({ packageManager: z.union([Engine, z.array(Engine)]).optional() }).optional(),
  volta: Versions,
  engines: Versions,
  scripts: z.record(z.string(), z.string()).default({}),
})
type Manifest = z.infer<typeof Manifest>

const NAMES: readonly string[] = ['npm', 'yarn', 'pnpm', 'bun']
const isName = (name: unknown): name is ManagerName => NAMES.includes(name as string)

/** What a package.json says by itself, strongest first. */
export function manifestEvidence(manifest: Manifest, path: string, at: WorkspaceContext['at']): ManagerEvidence[] {
  const found: ManagerEvidence[] = []
  const add = (kind: ManagerEvidence['kind'], name: unknown, version: unknown, source: string) => {
    if (isName(name)) found.push({ name, version: typeof version === 'string' && version ? version : null, kind, source })
  }
  const [, pinned, version = ''] = /^([a-z]+)(?:@(.*))?$/s.exec(manifest.packageManager ?? '') ?? []
  add('declared', pinned, /^\d/.test(version) ? version.split('+')[0] : null, at(path, 'packageManager'))
  const [engine] = [manifest.devEngines?.packageManager].flat()
  add('declared', engine?.name, engine?.version, at(path, 'devEngines', 'packageManager'))
  for (const name of ['pnpm', 'yarn', 'npm']) {
    const version = manifest.volta && Object.hasOwn(manifest.volta, name) ? manifest.volta[name] : undefined
    if (version !== undefined) add('declared', name, version, at(path, 'volta', name))
  }
  for (const name of NAMES)
    if (manifest.engines && Object.hasOwn(manifest.engines, name)) add('engines', name, null, at(path, 'engines', name))
  return [...found, ...scriptEvidence(manifest.scripts, path, at)]
}

/** The first script that runs each package manager. */
function scriptEvidence(scripts: Manifest['scripts'], path: string, at: WorkspaceContext['at']): ManagerEvidence[] {
  const found = new Map<ManagerName, ManagerEvidence>()
  for (const [script, text] of Object.entries(scripts)) {
    for (const { program } of invocations(text)) {
      // bun also runs files, in repositories that install with something else.
      if (isName(program) && program !== 'bun' && !found.has(program))
        found.set(program, { name: program, version: null, kind: 'script', source: at(path, 'scripts', script) })
    }
  }
  return [...found.values()]
}

const LOCKFILES = [
  ['pnpm', 'pnpm-lock.yaml'],
  ['pnpm', 'common/config/rush/pnpm-lock.yaml'],
  ['yarn', 'yarn.lock'],
  ['bun', 'bun.lock'],
  ['bun', 'bun.lockb'],
  ['npm', 'npm-shrinkwrap.json'],
  ['npm', 'package-lock.json'],
] as const

/** The lockfiles in a directory, in the order in which they decide where nothing else does. */
export async function lockfileEvidence(ctx: ManagerContext, root: string): Promise<ManagerEvidence[]> {
  const found: ManagerEvidence[] = []
  for (const [name, file] of LOCKFILES) {
    const source = join(root, file)
    if (!ctx.has(source)) continue
    const version = name === 'yarn' ? yarnOf((await ctx.text(source)) ?? '') : null
    found.push({ name, version, kind: 'lockfile', source })
  }
  return found
}

/** https://github.com/yarnpkg/yarn/blob/master/src/lockfile/stringify.js and https://yarnpkg.com/advanced/lexicon#lockfile */
function yarnOf(lockfile: string): string | null {
  const head = lockfile.slice(0, 2000)
  if (/^__metadata:/m.test(head)) return '2+'
  return head.includes('# yarn lockfile v1') ? '1' : null
}

/** Files of settings beside the package.json: a release of yarn that is checked in, and what only one package manager reads. */
export async function settingsEvidence(ctx: ManagerContext, root: string): Promise<ManagerEvidence[]> {
  const found: ManagerEvidence[] = []
  const add = (name: ManagerName, version: string | null, kind: ManagerEvidence['kind'], source: string) =>
    found.push({ name, version, kind, source })
  for (const [file, key, version] of [
    ['.yarnrc.yml', 'yarnPath:', '2+'],
    ['.yarnrc', 'yarn-path ', '1'],
  ] as const) {
    const rc = join(root, file)
    if (!ctx.has(rc)) continue
    const lines = ((await ctx.text(rc)) ?? '').split('\n')
    const line = lines.findIndex((text) => text.startsWith(key))
    const release = releaseOf(lines[line] ?? '')
    if (release) add('yarn', release, 'release', `${rc}:${line + 1}`)
    else add('yarn', version, 'settings', rc)
  }
  // That nothing names them makes them weaker than a lockfile.
  const releases = join(root, '.yarn/releases/')
  for (const path of ctx.match('**/.yarn/releases/*'))
    if (path.startsWith(releases) && releaseOf(path)) add('yarn', releaseOf(path) ?? null, 'settings', path)
  for (const file of ['pnpm-workspace.yaml', '.pnpmfile.cjs'])
    if (ctx.has(join(root, file))) add('pnpm', null, 'settings', join(root, file))
  if (ctx.has(join(root, 'bunfig.toml'))) add('bun', null, 'settings', join(root, 'bunfig.toml'))
  const without = await withoutNpmLock(ctx, root)
  if (without) add('npm', null, 'settings', without)
  return found
}

/** `.yarn/releases/yarn-4.5.1.cjs` */
function releaseOf(text: string): string | undefined {
  return /yarn-(\d[\w.-]*?)\.c?js/.exec(text.slice(0, 1000))?.[1]
}

/** Where `.npmrc` says `package-lock=false`: https://docs.npmjs.com/cli/using-npm/config#package-lock */
export async function withoutNpmLock(ctx: ManagerContext, root: string): Promise<string | undefined> {
  const path = join(root, '.npmrc')
  if (!ctx.has(path)) return undefined
  const lines = ((await ctx.text(path)) ?? '').split('\n')
  const line = lines.findIndex((text) => /^\s*package-lock\s*=\s*false\s*$/.test(text))
  return line === -1 ? undefined : `${path}:${line + 1}`
}

/** Directory of a package -> the first install of each package manager in its Dockerfiles: those without another package.json nearer. */
export async function imageEvidence(ctx: ManagerContext): Promise<ReadonlyMap<string, readonly ManagerEvidence[]>> {
  const found = new Map<string, ManagerEvidence[]>()
  for (const path of ['**/Dockerfile', '**/Dockerfile.*', '**/*.Dockerfile'].flatMap((glob) => ctx.match(glob))) {
    const directory = packageAbove(ctx, path)
    if (directory === undefined) continue
    const known = found.get(directory) ?? []
    found.set(directory, known)
    for (const [i, line] of ((await ctx.text(path)) ?? '').split('\n').entries()) {
      const name = INSTALL.exec(line)?.[1]
      if (isName(name) && !known.some((other) => other.name === name) && !/\s(?:-g|--global|global)\b/.test(line))
        known.push({ name, version: null, kind: 'image', source: `${path}:${i + 1}` })
    }
  }
  return found
}

const INSTALL = /(?:^|[\s&;|])(npm|pnpm|yarn|bun) (?:ci|i|install|--frozen-lockfile|--immutable)(?:[\s;&]|$)/

function packageAbove(ctx: ManagerContext, path: string): string | undefined {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    if (ctx.has(join(directory, 'package.json'))) return directory
    if (directory === '.') return undefined
  }
}
