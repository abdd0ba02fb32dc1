import { z } from 'zod'

const Text = z.string()
const Count = z.int().nonnegative()
const Percent = z.number().min(0).max(100).nullable()

export const TestFramework = z.strictObject({
  name: Text,
  role: z.enum(['unit', 'e2e', 'component']),
  version_range: Text.nullable(),
  where: Text.meta({ description: 'Directory of the package' }),
  config: Text.nullable(),
  used_by: z.array(Text).meta({ description: 'Names of the scripts of the package that run it' }),
  imported_by: Count.meta({ description: 'Test files of the package that import it' }),
  one_file: z
    .strictObject({ run: Text.meta({ description: '{file} stands for its path from `cwd`' }), cwd: Text })
    .nullable()
    .meta({ description: 'The smallest command that runs one file of tests' }),
})
export type TestFramework = z.infer<typeof TestFramework>

export const TestFiles = z.strictObject({
  total: Count.meta({ description: 'Files of tests, not tests' }),
  unit: Count,
  e2e: Count,
  by_pattern: z.record(Text, Count).meta({ description: 'What makes it one -> files; each is counted once' }),
})
export type TestFiles = z.infer<typeof TestFiles>

const TestCommand = z.strictObject({ name: Text.meta({ description: 'Of the script' }), run: Text, cwd: Text, script: Text })

export const COMMANDS = ['test', 'unit', 'integration', 'e2e', 'smoke', 'coverage'] as const

export const TestCommands = z.strictObject({
  test: TestCommand.nullable(),
  unit: TestCommand.nullable(),
  integration: TestCommand.nullable(),
  e2e: TestCommand.nullable(),
  smoke: TestCommand.nullable(),
  coverage: TestCommand.nullable(),
})
export type TestCommands = z.infer<typeof TestCommands>

export const Coverage = z.strictObject({
  present: z.literal(true),
  path: Text,
  format: z.enum(['json-summary', 'lcov', 'cobertura', 'clover']),
  line_pct: Percent.meta({ description: 'Two decimals; null where the report does not tell, or counts none' }),
  branch_pct: Percent,
})
export type Coverage = z.infer<typeof Coverage>

export const Threshold = z.strictObject({
  where: Text.meta({ description: 'Directory of the package' }),
  lines: z.number().nullable(),
  branches: z.number().nullable(),
  functions: z.number().nullable(),
  statements: z.number().nullable(),
})
export type Threshold = z.infer<typeof Threshold>

export const TestInventory = z.strictObject({
  frameworks: z.array(TestFramework).meta({ description: 'By the path of the package.json, then by name' }),
  test_files: TestFiles,
  commands: TestCommands.meta({ description: 'Of the one project that the repository is' }),
  smoke_test_path: Text.nullable(),
  coverage: Coverage.nullable(),
  thresholds: z.array(Threshold).meta({ description: 'Coverage that a package demands, where it is a literal' }),
})
export type TestInventory = z.infer<typeof TestInventory>
