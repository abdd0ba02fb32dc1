import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from 'tsup'

export type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

/** Licenses ask for their text wherever the code goes: writes those of all packages that a build has put code of into its output to `file`. */
export function notices(file: string): Plugin {
  const directories = new Set<string>()
  return {
    name: 'notices',
    setup(build) {
      build.initialOptions.metafile = true
      build.onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {}))
          for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
            const directory = bytesInOutput > 0 ? PACKAGE.exec(path)?.[0] : undefined
            if (directory !== undefined) directories.add(directory)
          }
        writeFileSync(file, [...directories].map(notice).sort().join('\n'))
      })
    },
  }
}

function notice(directory: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const texts = readdirSync(directory).filter((each) => /^licen[cs]e/i.test(each))
  if (texts.length === 0) throw new Error(`expected the text of a license in ${directory}, found none`)
  return `${name} ${version}, ${license}\n\n${texts.map((each) => readFileSync(join(directory, each), 'utf8').trim()).join('\n\n')}\n`
}
