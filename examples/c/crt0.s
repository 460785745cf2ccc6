; The first instructions of a C program on the board: gcc expects a stack in %r30, growing upwards, and the address of
; $global$ in %r27. What main returns is the exit status.
; Real mode, level 0; %r26 = bytes of RAM and %r25 = address of the boot arguments pass through to main untouched.

        .LEVEL  1.1
        .text
        .globl  _start
_start:
        ldil    L%$global$, %r27
        ldo     R%$global$(%r27), %r27
        ldil    L%stack, %r30
        ldo     R%stack(%r30), %r30
        bl      main, %r2
        ldo     64(%r30), %r30          ; delay slot: the frame that a caller owes its callee
        ldil    L%0xf0000000, %r1       ; the system device
        stw     %r28, 0(%r1)            ; EXIT
        b       .                       ; not reached: EXIT ends the run
        nop

        .bss
        .align  64
stack:
        .space  65536
