import type { Command } from './command.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]
type Commands = Readonly<Record<string, Command>>

/** A script for a shell that completes commands and their options; made of what the parser and the help know. */
export function completions(shell: Shell, commands: Commands): string {
  return { bash, zsh, fish }[shell](commands)
}

function words(commands: Commands): string {
  return [...Object.keys(commands), 'help', '--help', '--version'].join(' ')
}

function options({ options }: Command): readonly string[] {
  return [...Object.keys(options).map((name) => `--${name}`), '--help']
}

function bash(commands: Commands): string {
  const cases = Object.entries(commands).map(([name, command]) => `    ${name}) words="${options(command).join(' ')}" ;;`)
  return `# codegenie completion bash >> ~/.bashrc
_codegenie() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${words(commands)}"
  elif [ "\${current#-}" != "$current" ]; then
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  fi
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _codegenie codegenie
`
}

function zsh(commands: Commands): string {
  const described = Object.entries(commands).map(([name, { summary }]) => `    ${quoted(`${name}:${summary}`)}`)
  const cases = Object.entries(commands).map(([name, command]) => {
    const flags = Object.entries(command.options).map(([flag, { value, help }]) =>
      quoted(`--${flag}[${help.replace(/[[\]:]/g, ' ')}]${value ? ':value:_files' : ''}`),
    )
    return `    ${name}) _arguments ${[...flags, "'--help[the help]'", "'*:file:_files'"].join(' ')} ;;`
  })
  return `#compdef codegenie
# codegenie completion zsh > "\${fpath[1]}/_codegenie"
_codegenie() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command="$words[2]"
  shift words; (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _codegenie codegenie
`
}

function fish(commands: Commands): string {
  const lines = Object.entries(commands).flatMap(([name, command]) => [
    `complete -c codegenie -n __fish_use_subcommand -f -a ${name} -d ${quoted(command.summary)}`,
    ...Object.entries(command.options).map(
      ([flag, { value, help }]) =>
        `complete -c codegenie -n '__fish_seen_subcommand_from ${name}' -l ${flag}${value ? ' -r' : ''} -d ${quoted(help)}`,
    ),
  ])
  return `# codegenie completion fish > ~/.config/fish/completions/codegenie.fish\n${lines.join('\n')}\n`
}

/** For all three shells; in fish a backslash before a quote is read in quotes, too. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’').replaceAll('\\', '/')}'`
}
