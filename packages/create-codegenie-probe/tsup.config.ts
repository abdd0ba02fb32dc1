import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'

// The version of core is baked in: what is scaffolded asks for that one, or a later one that is compatible.
export default defineConfig({ ...base, entry: ['src/main.ts', 'src/template.ts'], noExternal: [/./] })
