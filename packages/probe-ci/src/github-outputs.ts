import { entriesOf, get, isMap, itemsOf, type Node, placesIn, textOf } from './node.ts'
import { splitShell } from './shell.ts'

/** `steps.id.outputs.name`, `needs.job.outputs.name` -> what it is in every run, and where that is written. */
export type Outputs = ReadonlyMap<string, { readonly value: string; readonly node: Node }>

/** `echo name=value >> $GITHUB_OUTPUT`, nothing in it for the shell to fill in. */
const ECHO =
  /^echo\s+(?:"([\w-]{1,100})=([^"$`\\]*)"|'([\w-]{1,100})=([^']*)'|([\w-]{1,100})=([\w.:/@+-]*))\s*>>\s*(?:"\$\{?GITHUB_OUTPUT\}?"|\$\{?GITHUB_OUTPUT\}?)$/
/** Scripts with such words may run the rest, or not. */
const CONTROL = /\b(?:if|for|while|until|case|exit|return|exec|function|trap)\b|&&|\|\||[()`]/
const MAX_SCRIPT = 20_000

/** The outputs that steps of a list set to a literal whenever they run: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter */
export function stepOutputs(list: Node | undefined): Outputs {
  const outputs = new Map<string, { value: string; node: Node }>()
  for (const step of itemsOf(list).filter(isMap)) {
    const id = textOf(get(step, 'id'))
    const run = get(step, 'run')
    const text = textOf(run)
    if (id === undefined || run === undefined || text === undefined || !text.includes('GITHUB_OUTPUT') || text.length > MAX_SCRIPT) continue
    if (['if', 'shell'].some((key) => get(step, key) !== undefined) || CONTROL.test(text) || text.includes('<<')) continue
    const writing = splitShell(text).filter((command) => command.text.includes('GITHUB_OUTPUT'))
    const found = writing.map((command) => ({ command, match: ECHO.exec(command.text) }))
    if (found.some(({ match }) => match === null || match[0].includes('${{'))) continue
    const place = placesIn(run)
    for (const { command, match } of found) {
      const value = match?.[2] ?? match?.[4] ?? match?.[6] ?? ''
      const line = Number(place(command.line, command.text).slice(run.doc.path.length + 1))
      const node: Node = { doc: { ...run.doc, lineOf: () => line || undefined }, keys: [], value }
      outputs.set(`steps.${id}.outputs.${match?.[1] ?? match?.[3] ?? match?.[5]}`.toLowerCase(), { value, node })
    }
  }
  return outputs
}

/** The outputs of the jobs of a workflow that are literals, by themselves or in the step that sets them. */
export function jobOutputs(root: Node): Outputs {
  const outputs = new Map<string, { value: string; node: Node }>()
  for (const [id, job] of entriesOf(get(root, 'jobs'))) {
    const declared = entriesOf(get(job, 'outputs'))
    if (declared.length === 0 || get(job, 'if') !== undefined) continue
    const steps = stepOutputs(get(job, 'steps'))
    for (const [name, node] of declared) {
      const text = textOf(node) ?? ''
      const reference = /^\s*\$\{\{\s*(steps\.[\w-]+\.outputs\.[\w-]+)\s*\}\}\s*$/.exec(text)?.[1]
      const output = reference !== undefined ? steps.get(reference.toLowerCase()) : text.includes('${{') ? undefined : { value: text, node }
      if (output) outputs.set(`needs.${id}.outputs.${name}`.toLowerCase(), output)
    }
  }
  return outputs
}
