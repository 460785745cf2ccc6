import { describe, expect, it } from 'vitest';
import { InputWindow } from './input-window.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('the input window', () => {
  it('numbers bytes from 0 and sends each once', () => {
    const window = new InputWindow();
    expect(window.next()).toBeUndefined();
    window.push(text('ab'), false);
    expect(window.next()).toEqual({ from: 0, bytes: text('ab'), end: false });
    window.push(text('c'), false);
    expect(window.next()).toEqual({ from: 2, bytes: text('c'), end: false });
    expect(window.next()).toBeUndefined();
  });

  it('tells the end of input once, also without a byte', () => {
    const window = new InputWindow();
    window.push(text(''), true);
    expect(window.next()).toEqual({ from: 0, bytes: new Uint8Array(0), end: true });
    expect(window.next()).toBeUndefined();
  });

  it('sends again to a new primary what was not acknowledged, the end too', () => {
    const window = new InputWindow();
    window.push(text('abcdef'), true);
    window.next();
    window.acknowledge(2);
    window.resendFrom(3);
    expect(window.next()).toEqual({ from: 3, bytes: text('def'), end: true });
    window.resendFrom(6);
    expect(window.next()).toEqual({ from: 6, bytes: new Uint8Array(0), end: true });
  });

  it('has nothing from before what was acknowledged, whatever is asked', () => {
    const window = new InputWindow();
    window.push(text('abcd'), false);
    window.next();
    window.acknowledge(2);
    window.resendFrom(0);
    expect(window.next()).toEqual({ from: 2, bytes: text('cd'), end: false });
  });

  it('does not take an acknowledgement of bytes that it never sent', () => {
    const window = new InputWindow();
    window.push(text('ab'), false);
    window.acknowledge(100);
    expect(window.next()).toEqual({ from: 0, bytes: text('ab'), end: false });
  });
});
