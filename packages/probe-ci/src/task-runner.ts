import { nameOf } from './calls.ts'

/** Tasks that a runner of tasks over workspace members is asked for, and the members that it is limited to. */
export interface TaskCall {
  readonly manager: string
  readonly tasks: readonly string[]
  readonly members: readonly string[]
}

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  turbo: ['run', 'watch'],
  lerna: ['run'],
  nx: ['run-many', 'affected', 'run', 'affected:test', 'affected:build', 'affected:lint'],
}
const VALUED = new Set(
  '--filter -F --scope --ignore --exclude --concurrency --parallel -t --target --targets --projects -p --project --base --head --configuration -c --to --only -o --from -f'.split(
    ' ',
  ),
)
/** Runners of several scripts of one manifest. */
const SERIES = new Set(['npm-run-all', 'npm-run-all2', 'run-s', 'run-p', 'concurrently'])
/** Commands of Rush that are no scripts of its projects: https://rushjs.io/pages/commands/rush_add */
const RUSH = new Set(
  'add change check deploy init init-autoinstaller init-deploy init-subspace install install-autoinstaller link list publish purge remove scan setup unlink update update-autoinstaller upgrade-interactive version'.split(
    ' ',
  ),
)

/** Reads a call of turbo, nx, lerna, rush, npm-run-all or concurrently; `undefined` for any other program. */
export function taskCall(call: readonly string[]): TaskCall | undefined {
  const [program = '', ...rest] = installedRush(call)
  const name = nameOf(program)
  if (SERIES.has(name)) return { manager: 'npm-run-all', tasks: seriesOf(name, rest), members: [] }
  if (name === 'rush') return rushCall(rest)
  if (!Object.hasOwn(COMMANDS, name)) return undefined
  const { plain, values } = options(rest)
  const members = membersOf(values)
  const [command = '', ...more] = plain
  if (name !== 'nx') return { manager: name, tasks: COMMANDS[name]!.includes(command) ? more : name === 'turbo' ? plain : [], members }
  const targets = ['-t', '--target', '--targets'].flatMap((option) => (values.get(option) ?? []).flatMap((value) => value.split(',')))
  if (command === 'run') {
    const [project = '', task = ''] = (more[0] ?? '').split(':')
    return { manager: 'nx', tasks: task ? [task] : [], members: project ? [project] : [] }
  }
  if (command.startsWith('affected:')) return { manager: 'nx', tasks: [command.slice('affected:'.length)], members }
  if (command === 'run-many' || command === 'affected')
    return { manager: 'nx', tasks: [...targets, ...(targets.length > 0 ? more : [])], members }
  return { manager: 'nx', tasks: more.length > 0 ? [command] : [], members: more.slice(0, 1) }
}

function membersOf(values: ReadonlyMap<string, readonly string[]>): string[] {
  const of = (...names: string[]) => names.flatMap((name) => (values.get(name) ?? []).flatMap((value) => value.split(',')))
  const unwanted = of('--ignore', '--exclude').map((member) => `!${member}`)
  return [...of('--filter', '-F', '--scope', '--projects', '-p', '--project'), ...unwanted]
}

/** `run-s clean "test -- --ci"`, `concurrently npm:lint "pnpm:check-*"`; other words of concurrently are commands. */
function seriesOf(name: string, rest: readonly string[]): string[] {
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  const words = name === 'concurrently' ? own.flatMap((word) => /^(?:npm|yarn|pnpm|bun):(\S+)/.exec(word)?.[1] ?? []) : own
  return words.flatMap((word) => (word.startsWith('-') ? [] : word.split(' ', 1)))
}

/** `node common/scripts/install-run-rush.js build`: https://rushjs.io/pages/maintainer/enabling_ci_builds */
function installedRush(call: readonly string[]): readonly string[] {
  const [program = '', script = '', ...rest] = call
  return nameOf(program) === 'node' && nameOf(script) === 'install-run-rush.js' ? ['rush', ...rest] : call
}

function rushCall(rest: readonly string[]): TaskCall {
  const { plain, values } = options(rest)
  const [command] = plain
  const members = ['--to', '-t', '--only', '-o', '--from', '-f'].flatMap((option) => values.get(option) ?? [])
  const tasks = command === undefined || RUSH.has(command) ? [] : [command === 'rebuild' ? 'build' : command]
  return { manager: 'rush', tasks, members }
}

function options(list: readonly string[]): { plain: string[]; values: Map<string, string[]> } {
  const plain: string[] = []
  const values = new Map<string, string[]>()
  for (let i = 0; i < list.length && list[i] !== '--'; i++) {
    const word = list[i]!
    const at = word.startsWith('-') ? word.indexOf('=') : -1
    const option = at === -1 ? word : word.slice(0, at)
    if (!word.startsWith('-')) plain.push(word)
    else if (at !== -1 || VALUED.has(option)) {
      const known = values.get(option) ?? []
      values.set(option, known)
      known.push(at === -1 ? (list[++i] ?? '') : word.slice(at + 1))
    }
  }
  return { plain, values }
}
