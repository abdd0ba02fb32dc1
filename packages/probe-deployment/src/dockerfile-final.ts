import type { Instruction } from './dockerfile-lines.ts'
import { splitWords } from './dockerfile-lines.ts'
import { type RawStage, variableNames } from './dockerfile-stages.ts'
import { expand } from './expand.ts'
import { parseExec, simpleCommands } from './run-commands.ts'
import type { Command, Final, Port } from './schema-dockerfile.ts'
import { anyCalls } from './start-programs.ts'

/** What the image of a stage starts with, and the lines that say so: fact -> lines. */
export interface FinalFacts {
  readonly final: Final
  readonly lines: ReadonlyMap<string, readonly number[]>
  readonly unresolved: readonly { readonly line: number; readonly needs: string }[]
}

interface Scope {
  readonly instruction: Instruction
  readonly stage: RawStage
}

/** As the builder does, a stage inherits the configuration of the stage that it starts from. */
export function finalFacts(stage: RawStage, label: string | null): FinalFacts {
  const chain: RawStage[] = []
  for (let at: RawStage | undefined = stage; at && chain.length < 1000; at = at.parent) chain.unshift(at)
  const all = chain.flatMap((each) => each.instructions.map((instruction): Scope => ({ instruction, stage: each })))
  const last = (keyword: string) => all.findLast((scope) => scope.instruction.keyword === keyword)
  const [user, workdir, entrypoint] = [last('USER'), last('WORKDIR'), last('ENTRYPOINT')]
  const cmd = effectiveCmd(chain, last('CMD'), entrypoint)
  const healthcheck = last('HEALTHCHECK')
  const expose = all.filter(({ instruction }) => instruction.keyword === 'EXPOSE')
  const ports = expose.map((scope) => ({ scope, ...exposedPorts(scope) }))
  const start = { entrypoint: commandOf(entrypoint), cmd: commandOf(cmd) }
  const check = healthcheckOf(healthcheck)
  const resolvedUser = firstWord(user)
  const final: Final = {
    stage: label,
    user: resolvedUser,
    workdir: firstWord(workdir),
    ...start,
    exposed_ports: distinctPorts(ports.flatMap(({ found }) => found)),
    env_names: [...stage.env.keys()].sort(),
    healthcheck: check,
    ...needs(start.entrypoint, start.cmd),
  }
  const scopes = { user, workdir, entrypoint, cmd, healthcheck: check ? healthcheck : undefined }
  const lines = new Map<string, number[]>(
    Object.entries(scopes).flatMap(([fact, scope]) => (scope ? [[fact, [scope.instruction.line]]] : [])),
  )
  const starts = [lines.get('entrypoint'), lines.get('cmd')].flatMap((found) => found ?? [])
  if (starts.length > 0) for (const fact of ['shell_form', 'needs_shell', 'needs_package_manager']) lines.set(fact, starts)
  if (final.exposed_ports.length > 0)
    lines.set(
      'exposed_ports',
      ports.filter(({ found }) => found.length > 0).map(({ scope }) => scope.instruction.line),
    )
  if (stage.env.size > 0)
    lines.set(
      'env_names',
      [...new Set([...stage.env.values()].map(({ line }) => line))].sort((a, b) => a - b),
    )
  const unresolved = ports.flatMap(({ scope, unknown }) => unknown.map((name) => ({ line: scope.instruction.line, needs: name })))
  if (user && resolvedUser === null)
    for (const name of variableNames(user.instruction.args)) unresolved.push({ line: user.instruction.line, needs: name })
  return { final, lines, unresolved }
}

/** A CMD that was inherited does not survive a new ENTRYPOINT. */
function effectiveCmd(chain: readonly RawStage[], cmd: Scope | undefined, entrypoint: Scope | undefined): Scope | undefined {
  if (!cmd || !entrypoint) return cmd
  return chain.indexOf(cmd.stage) < chain.indexOf(entrypoint.stage) ? undefined : cmd
}

function firstWord(scope: Scope | undefined): string | null {
  if (!scope) return null
  const word = splitWords(scope.instruction.args)[0]?.text ?? ''
  return (expand(word, (name) => scope.stage.variables.get(name)) ?? '') || null
}

function commandOf(scope: Scope | undefined): Command | null {
  if (!scope || scope.instruction.args === '') return null
  const { args } = scope.instruction
  const argv = parseExec(args)
  if (argv) return argv.length === 0 ? null : { form: 'exec', value: [...argv] }
  return { form: 'shell', value: [args] }
}

function healthcheckOf(scope: Scope | undefined): Command | null {
  const [, rest] = /^CMD\s+([\s\S]*)$/i.exec(scope?.instruction.args ?? '') ?? []
  return scope && rest !== undefined ? commandOf({ ...scope, instruction: { ...scope.instruction, args: rest } }) : null
}

function exposedPorts({ instruction, stage }: Scope): { found: Port[]; unknown: string[] } {
  const found: Port[] = []
  const unknown: string[] = []
  for (const { text } of splitWords(instruction.args).slice(0, 200)) {
    const value = expand(text, (name) => stage.variables.get(name))
    if (value === undefined) unknown.push(...variableNames(text))
    const [, first, last = first, protocol = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(value ?? '') ?? []
    if (first === undefined || Number(last) > 65_535 || Number(last) - Number(first) > 200) continue
    for (let port = Number(first); port <= Number(last); port++) found.push({ port, protocol: protocol.toLowerCase(), name: null })
  }
  return { found, unknown }
}

export function distinctPorts(ports: readonly Port[]): Port[] {
  const byKey = new Map(ports.map((port) => [`${port.port}/${port.protocol}`, port]))
  return [...byKey.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1))
}

const SHELLS = /(^|\/)(sh|bash|ash|dash|zsh|ksh)$/

/** Null where the base image, which is not read, decides. */
function needs(entrypoint: Command | null, cmd: Command | null): Pick<Final, 'shell_form' | 'needs_shell' | 'needs_package_manager'> {
  const given = [entrypoint, cmd].filter((command) => command !== null)
  if (given.length === 0) return { shell_form: null, needs_shell: null, needs_package_manager: null }
  const shell = (entrypoint ?? cmd)!.form === 'shell'
  const scripts = given.some(({ form, value }) => form === 'shell' || value.some((word) => SHELLS.test(word) || word.endsWith('.sh')))
  return {
    shell_form: shell,
    needs_shell: shell || scripts,
    needs_package_manager: anyCalls(startLines(given)),
  }
}

/** What is started: of the exec form, CMD is the end of ENTRYPOINT; the shell form is a script. */
function startLines(given: readonly Command[]): (readonly string[])[] {
  const [first] = given
  if (first?.form === 'shell') return first.value.flatMap(simpleCommands)
  return [given.flatMap(({ form, value }) => (form === 'shell' ? ['/bin/sh', '-c', ...value] : value))]
}
