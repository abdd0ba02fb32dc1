import { describe, expect, it } from 'vitest'
import { makeBench, SHOP } from './testing/built-cli.ts'

describe('--probe-opts', () => {
  it('gives a probe its options, and what it then says has a key of its own', async () => {
    const bench = makeBench()
    try {
      bench.write(SHOP)
      bench.write({ 'shop/infra/main.tf': 'terraform {\n  required_version = ">= 1.5"\n}\n' })
      const terraform = async (...flags: string[]) => {
        expect(await bench.run('.', ['gather', 'shop', ...flags])).toEqual({ code: 0, stdout: '', stderr: '' })
        return JSON.parse(bench.read('shop/.codegenie/context/repo-context.json')).deployment.terraform
      }
      const skipped = { status: 'skipped', files: ['infra/main.tf'] }
      expect(await terraform()).toEqual(skipped)
      expect(await terraform('--probe-opts', 'deployment.terraform=true')).toMatchObject({
        status: 'read',
        configurations: [{ path: 'infra', required_version: '>= 1.5' }],
      })
      expect(await terraform('--probe-opts', 'deployment.terraform=false')).toEqual(skipped)
    } finally {
      bench.remove()
    }
  })

  it.each([
    ['deployment', 'expected probe.option=value, found "deployment"'],
    ['deploymnt.terraform=true', 'there is no probe "deploymnt"'],
    ['ci.x=1', 'the probe ci takes no options'],
    ['deployment.terraform=maybe', 'deployment.terraform: Invalid input: expected boolean, received string'],
    ['deployment.tf=true', 'deployment: Unrecognized key: "tf"'],
  ])('%s is refused', async (given, message) => {
    const bench = makeBench()
    try {
      bench.write(SHOP)
      const { code, stderr } = await bench.run('.', ['gather', 'shop', '--probe-opts', given])
      expect(code).toBe(2)
      expect(stderr).toContain(`--probe-opts: ${message}`)
    } finally {
      bench.remove()
    }
  })
})
