import { describe, expect, it } from 'vitest';
import { INPUT_WINDOW, InputWindow } from './input-window.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('the input window', () => {
  it('numbers bytes from 0 and sends each once', () => {
    const window = new InputWindow();
    expect(window.next()).toBeUndefined();
    window.push(text('ab'));
    expect(window.next()).toEqual({ from: 0, bytes: text('ab'), end: false });
    window.push(text('c'));
    expect(window.next()).toEqual({ from: 2, bytes: text('c'), end: false });
    expect(window.next()).toBeUndefined();
  });

  it('tells the end of input once, also without a byte', () => {
    const window = new InputWindow();
    window.end();
    expect(window.next()).toEqual({ from: 0, bytes: new Uint8Array(0), end: true });
    expect(window.next()).toBeUndefined();
  });

  it('sends again to a new primary what was not acknowledged, the end too', () => {
    const window = new InputWindow();
    window.push(text('abcdef'));
    window.end();
    window.next();
    window.acknowledge(2);
    window.resendFrom(3);
    expect(window.next()).toEqual({ from: 3, bytes: text('def'), end: true });
    window.resendFrom(6);
    expect(window.next()).toEqual({ from: 6, bytes: new Uint8Array(0), end: true });
  });

  it('has nothing from before what was acknowledged, whatever is asked', () => {
    const window = new InputWindow();
    window.push(text('abcd'));
    window.next();
    window.acknowledge(2);
    window.resendFrom(0);
    expect(window.next()).toEqual({ from: 2, bytes: text('cd'), end: false });
  });

  it('sends a window at most until bytes are acknowledged, and stops the terminal meanwhile', () => {
    const window = new InputWindow();
    expect(window.hasRoom()).toBe(true);
    window.push(new Uint8Array(INPUT_WINDOW + 10));
    window.end();
    expect(window.hasRoom()).toBe(false);
    expect(window.next()).toMatchObject({ from: 0, end: false });
    expect(window.next()).toBeUndefined();
    window.acknowledge(1000);
    const rest = window.next()!;
    expect(rest).toMatchObject({ from: INPUT_WINDOW, end: true });
    expect(rest.bytes).toHaveLength(10);
  });

  it('does not take an acknowledgement of bytes that it never sent', () => {
    const window = new InputWindow();
    window.push(text('ab'));
    window.acknowledge(100);
    expect(window.next()).toEqual({ from: 0, bytes: text('ab'), end: false });
  });
});
