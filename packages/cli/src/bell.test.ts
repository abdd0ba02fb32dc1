import { describe, expect, it } from 'vitest'
import { makeBell } from './bell.ts'

const NEVER = new AbortController().signal
const LONG = 1_000_000

describe('a bell', () => {
  it('ends a wait when it rings, however often', async () => {
    const bell = makeBell()
    const waited = bell.wait({ pause: () => 0, atMostMs: LONG }, NEVER)
    bell.ring()
    bell.ring()
    await waited
  })

  it('is heard by who comes after it rang, once', async () => {
    const bell = makeBell()
    bell.ring()
    await bell.wait({ pause: () => 0, atMostMs: LONG }, NEVER)
    let over = false
    void bell.wait({ pause: () => 0, atMostMs: LONG }, NEVER).then(() => (over = true))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(over).toBe(false)
    bell.ring()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(over).toBe(true)
  })

  it('lets time pass after it rang, and takes what comes in it as the same', async () => {
    const bell = makeBell()
    bell.ring()
    const waited = bell.wait({ pause: () => 20, atMostMs: LONG }, NEVER)
    bell.ring()
    await waited
    await bell.wait({ pause: () => LONG, atMostMs: 1 }, NEVER)
  })

  it('lets nobody wait for longer than he wants, nor after an abort', async () => {
    const bell = makeBell()
    await bell.wait({ pause: () => LONG, atMostMs: 1 }, NEVER)
    const stop = new AbortController()
    const waited = bell.wait({ pause: () => LONG, atMostMs: LONG }, stop.signal)
    stop.abort()
    await waited
    bell.ring()
    await bell.wait({ pause: () => LONG, atMostMs: LONG }, stop.signal)
  })
})
