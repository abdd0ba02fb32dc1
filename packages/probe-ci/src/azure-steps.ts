import { inserted } from './azure.ts'
import { findTemplate } from './azure-template.ts'
import { fill, type Lookup, property } from './expression.ts'
import { type Dialect, joinPath, type Repo, type Step, scriptsOf } from './model.ts'
import { entriesOf, get, isList, itemsOf, type Node, placeOf, textMap, textOf } from './node.ts'

export interface AzureScope {
  readonly repo: Repo
  readonly parameters: ReadonlyMap<string, string>
  readonly variables: ReadonlyMap<string, string>
  /** Files that led here. */
  readonly trail: readonly string[]
}

/** Template expressions, and `$(name)` of variables that are set in the file; never those whose name is that of a secret. */
export function fillScope(text: string, { parameters, variables }: AzureScope): string {
  const lookup: Lookup = ([context = '', ...path]) =>
    context === 'parameters'
      ? property(Object.fromEntries(parameters), path)
      : context === 'variables'
        ? variables.get(path.join('.'))
        : undefined
  return fill(text, lookup).replace(/\$\((\w+)\)/g, (whole, name: string) =>
    /token|secret|passw|key/i.test(name) ? whole : (variables.get(name) ?? whole),
  )
}

function fillParameters(text: string, scope: AzureScope): string {
  return fillScope(text, { ...scope, variables: new Map() })
}

/** Declared parameters, as a map of defaults or as a list, and what is given for them. */
export function parametersOf(root: Node, given: ReadonlyMap<string, string>): Map<string, string> {
  const node = get(root, 'parameters')
  const declared = isList(node)
    ? itemsOf(node).map((item) => [textOf(get(item, 'name')) ?? '', textOf(get(item, 'default'))] as const)
    : entriesOf(node).map(([name, value]) => [name, textOf(value)] as const)
  return new Map([...declared.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])), ...given])
}

const SHELLS: Readonly<Record<string, Dialect>> = { bash: 'posix', pwsh: 'lines', powershell: 'lines' }

/** The steps of a list, those of templates in the repository too. */
export async function stepsOf(list: Node | undefined, scope: AzureScope, isWindows: boolean): Promise<Step[]> {
  const steps: Step[] = []
  for (const node of inserted(list)) {
    if (get(node, 'template') !== undefined) {
      const template = await findTemplate(node, scope)
      if (template) for (const one of await stepsOf(get(template.root, 'steps'), template.scope, isWindows)) steps.push(one)
    } else if (get(node, 'task') !== undefined) for (const one of taskSteps(node, scope, isWindows)) steps.push(one)
    else for (const one of scriptSteps(node, scope, isWindows)) steps.push(one)
  }
  return steps
}

function scriptSteps(node: Node, scope: AzureScope, isWindows: boolean): Step[] {
  return ['script', 'bash', 'pwsh', 'powershell'].flatMap((key) => {
    const dialect = SHELLS[key] ?? (isWindows ? 'lines' : 'posix')
    const name = textOf(get(node, 'displayName')) ?? null
    const directory = joinPath('.', fillScope(textOf(get(node, 'workingDirectory')) ?? '', scope))
    return filled(scriptsOf(get(node, key), { name, directory, dialect }), scope)
  })
}

function filled<S extends { readonly text: string }>(scripts: readonly S[], scope: AzureScope): S[] {
  return scripts.map((script) => ({ ...script, text: fillParameters(script.text, scope) }))
}

/** A task, and the commands that its inputs hold. */
function taskSteps(node: Node, scope: AzureScope, isWindows: boolean): Step[] {
  const ref = textOf(get(node, 'task')) ?? ''
  const inputs = new Map([...textMap(get(node, 'inputs'))].map(([name, value]) => [name, fillScope(value, scope)]))
  const task = ref.split('@')[0]?.toLowerCase() ?? ''
  const command = inputs.get('command')?.toLowerCase()
  const known = task === 'docker' ? `task:docker/${command ?? 'buildandpush'}` : `task:${task}`
  const name = textOf(get(node, 'displayName')) ?? null
  const action: Step = { kind: 'action', name, ref, known, inputs, place: placeOf(get(node, 'task')!) }
  const directory = joinPath('.', inputs.get('workingDirectory') ?? inputs.get('workingDir') ?? inputs.get('projectDirectory') ?? '')
  if (task === 'bash' || task === 'powershell' || task === 'cmdline') {
    const dialect = task === 'bash' ? 'posix' : task === 'cmdline' && !isWindows ? 'posix' : 'lines'
    return [action, ...filled(scriptsOf(get(node, 'inputs', 'script'), { name, directory, dialect }), scope)]
  }
  const text = packageCommand(task, command, inputs)
  const place = () => action.place
  return text === undefined ? [action] : [action, { kind: 'script', name, text, place, directory, dialect: 'posix' }]
}

/** The command line that the tasks Npm and Yarn come to. */
function packageCommand(task: string, command: string | undefined, inputs: ReadonlyMap<string, string>): string | undefined {
  if (task === 'yarn') return `yarn ${inputs.get('arguments') ?? ''}`.trim()
  if (task !== 'npm') return undefined
  return command === 'custom' ? `npm ${inputs.get('customCommand') ?? ''}`.trim() : `npm ${command ?? 'install'}`
}
