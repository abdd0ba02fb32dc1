import { inserted } from './azure.ts'
import { findTemplate } from './azure-template.ts'
import { fill, type Lookup, property } from './expression.ts'
import { type Dialect, joinPath, type NodeFacts, type Repo, type Step, scriptsOf } from './model.ts'
import { entriesOf, get, isList, itemsOf, type Node, placeOf, textMap, textOf } from './node.ts'
import { foundIn } from './node-version.ts'

export interface AzureScope {
  readonly repo: Repo
  readonly parameters: ReadonlyMap<string, string>
  readonly variables: ReadonlyMap<string, string>
  /** Files that led here. */
  readonly trail: readonly string[]
  /** What the matrix of the job gives variables. */
  readonly axes: readonly ReadonlyMap<string, string>[]
  /** `parameters.name`, `variables.name` -> where it is written, with what its own expressions can know. */
  readonly origins: ReadonlyMap<string, readonly Origin[]>
}

interface Origin {
  readonly node: Node
  readonly scope: AzureScope | undefined
}

/** Where one value may come from. */
const MAX_SOURCES = 50

/** A value, and all values that it names, as far as they are written in the repository. */
export function sourcesOf(node: Node, scope: AzureScope | undefined, found: Node[] = []): Node[] {
  if (found.length >= MAX_SOURCES) return found
  found.push(node)
  const text = textOf(node) ?? ''
  const names = [
    ...[...text.matchAll(/\$\{\{[ \t]{0,20}(parameters|variables)\.(\w+)/g)].map(([, kind, name]) => `${kind}.${name}`),
    ...[...text.matchAll(/\$\((\w+)\)/g)].map(([, name]) => `variables.${name}`),
  ]
  for (const name of new Set(names))
    for (const origin of scope?.origins.get(name.toLowerCase()) ?? []) sourcesOf(origin.node, origin.scope, found)
  return found
}

/** `$(nodeVersion)` stands for what the matrix gives. */
function versionsOf(text: string, node: Node, scope: AzureScope): NodeFacts {
  const name = /^\$\((\w+)\)$/.exec(text.trim())?.[1]?.toLowerCase()
  const matrix = scope.axes.flatMap((each) => [...each].filter(([key]) => key.toLowerCase() === name).map(([, value]) => value))
  const own = name !== undefined || text === '' || text.includes('$') ? [] : [text]
  const nodeVersions = foundIn([...own, ...matrix], sourcesOf(node, scope))
  return { nodeVersions, nodeMatrix: new Set(matrix).size > 1 ? matrix : [], nodeVersionFiles: [] }
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

/** Where parameters are given, else their defaults. */
export function parameterOrigins(root: Node, given: Node | undefined, outer: AzureScope | undefined): [string, Origin[]][] {
  const node = get(root, 'parameters')
  const declared: [string, Node | undefined][] = isList(node)
    ? itemsOf(node).map((item) => [textOf(get(item, 'name')) ?? '', get(item, 'default')])
    : entriesOf(node)
  const defaults = declared.flatMap(([name, each]): [string, Origin][] => (each ? [[name, { node: each, scope: undefined }]] : []))
  const values = entriesOf(given).map(([name, each]): [string, Origin] => [name, { node: each, scope: outer }])
  return [...defaults, ...values].map(([name, origin]) => [`parameters.${name.toLowerCase()}`, [origin]])
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
  const asked = /^(?:nodetool|usenode)$/.test(task) ? (get(node, 'inputs', 'versionSpec') ?? get(node, 'inputs', 'version')) : undefined
  const about = asked === undefined ? {} : { node: versionsOf(inputs.get(String(asked.keys.at(-1))) ?? '', asked, scope) }
  const action: Step = { kind: 'action', name, ref, known, inputs, place: placeOf(get(node, 'task')!), ...about }
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
