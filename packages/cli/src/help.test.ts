import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { commandHelp, overview } from './help.ts'

describe('overview', () => {
  it('names every command and every exit code', () => {
    const help = overview()
    for (const [name, { summary }] of Object.entries(commands)) expect(help).toMatch(new RegExp(`^  ${name} .*${summary}$`, 'm'))
    for (const [code, meaning] of Object.entries(EXIT_CODES)) expect(help).toContain(`${code.padEnd(3)}  ${meaning}`)
  })
})

describe.each(Object.entries<Command>(commands))('help of %s', (name, command) => {
  const help = commandHelp(name, command)

  it('has a usage, examples of this very command, and an exit code for success', () => {
    expect(help).toMatch(new RegExp(`^Usage: codegenie ${name} `))
    expect(Object.keys(command.examples).length).toBeGreaterThan(1)
    for (const example of Object.keys(command.examples)) expect(example).toMatch(new RegExp(`^codegenie ${name}\\b`))
    for (const example of Object.keys(command.examples)) expect(help).toContain(`\n  ${example}\n`)
    expect(command.exits).toContain(0)
  })

  it('explains every option', () => {
    for (const [flag, { value, help: what }] of Object.entries(command.options)) {
      const line = help.split('\n').find((candidate) => candidate.startsWith(`  --${flag}${value ? ` ${value}` : ''}  `))
      expect(line?.endsWith(`  ${what}`)).toBe(true)
    }
  })

  it('fits a wide terminal', () => {
    expect(help.split('\n').filter((line) => line.length > 170)).toEqual([])
  })
})
