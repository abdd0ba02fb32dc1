import { describe, expect, it } from 'vitest'
import { breaches, oneAtATime, takeTurns } from './cost.ts'

describe('takeTurns', () => {
  it('lets nothing between the steps of what only computes', async () => {
    const turn = takeTurns()
    const steps: string[] = []
    const work = (name: string) => async () => {
      for (let i = 0; i < 3; i++) {
        steps.push(name)
        await undefined
      }
      return name
    }
    expect(await Promise.all(['a', 'b', 'c'].map((name) => turn(work(name))))).toEqual(['a', 'b', 'c'])
    expect(steps.join('')).toBe('aaabbbccc')
  })

  it('goes on past what waits for something, hangs or throws', async () => {
    const turn = takeTurns()
    const hanging = turn(() => new Promise(() => {}))
    const broken = turn(() => Promise.reject(new Error('broken')))
    const thrown = turn(() => {
      throw new Error('thrown')
    })
    const last = turn(async () => 'last')
    await expect(broken).rejects.toThrow('broken')
    await expect(thrown).rejects.toThrow('thrown')
    expect(await Promise.race([hanging, last])).toBe('last')
  })
})

describe('oneAtATime', () => {
  it('starts nothing before the last work is over, and goes on past what throws', async () => {
    const turn = oneAtATime()
    const steps: string[] = []
    const work = (name: string) => async () => {
      steps.push(`${name} starts`)
      await new Promise(setImmediate)
      steps.push(`${name} ends`)
      if (name === 'b') throw new Error('broken')
      return name
    }
    const [a, b, c] = await Promise.allSettled(['a', 'b', 'c'].map((name) => turn(work(name))))
    expect([a, b?.status, c]).toEqual([{ status: 'fulfilled', value: 'a' }, 'rejected', { status: 'fulfilled', value: 'c' }])
    expect(steps).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  })
})

it('says by how much a run was dearer than its budget', () => {
  const cost = { cpuMs: 1200.4, rssGrowth: 50_000_001, read: { files: 1, bytes: 1 } }
  expect(breaches(cost, { ms: 1201, mb: 51 })).toEqual([])
  expect(breaches(cost, { ms: 1000, mb: 50 })).toEqual([
    'took 1201 ms of CPU, and its budget is 1000',
    'made the process grow by 51 MB, and its budget is 50',
  ])
})
