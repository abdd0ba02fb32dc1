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
  '--filter -F --scope --ignore --concurrency --parallel -t --target --targets --projects -p --project --base --head --configuration -c'.split(
    ' ',
  ),
)
/** Runners of several scripts of one manifest: npm-run-all, run-s, run-p. */
const SERIES = new Set(['npm-run-all', 'npm-run-all2', 'run-s', 'run-p'])

/** Reads a call of turbo, nx, lerna or npm-run-all; `undefined` for any other program. */
export function taskCall([program = '', ...rest]: readonly string[]): TaskCall | undefined {
  const name = nameOf(program)
  if (!Object.hasOwn(COMMANDS, name) && !SERIES.has(name)) return undefined
  const { plain, values } = options(rest)
  const members = ['--filter', '-F', '--scope', '--projects', '-p', '--project'].flatMap((option) =>
    (values.get(option) ?? []).flatMap((value) => value.split(',')),
  )
  if (SERIES.has(name)) return { manager: 'npm-run-all', tasks: plain, members: [] }
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

function options(list: readonly string[]): { plain: string[]; values: Map<string, string[]> } {
  const plain: string[] = []
  const values = new Map<string, string[]>()
  for (let i = 0; i < list.length && list[i] !== '--'; i++) {
    const word = list[i]!
    const at = word.startsWith('-') ? word.indexOf('=') : -1
    const option = at === -1 ? word : word.slice(0, at)
    if (!word.startsWith('-')) plain.push(word)
    else if (at !== -1 || VALUED.has(option))
      values.set(option, [...(values.get(option) ?? []), at === -1 ? (list[++i] ?? '') : word.slice(at + 1)])
  }
  return { plain, values }
}
