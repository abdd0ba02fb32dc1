// The public packages as npm would get them.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pnpm } from './pnpm.mjs'

/** Packs every public package into a directory; name -> where its tarball is, and its manifest. */
export async function packAll(directory) {
  const filters = ['--filter', './packages/*', '--filter', './catalogs']
  const { code } = await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', directory], { stdio: ['ignore', 'ignore', 2] })
  if (code !== 0) throw new Error('pnpm pack failed')
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(directory, file))
  const packed = files.map((file) => ({ file, manifest: manifestIn(file) }))
  return new Map(packed.map((one) => [one.manifest.name, one]))
}

function manifestIn(tarball) {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }))
}
