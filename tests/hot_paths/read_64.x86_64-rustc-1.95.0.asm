    push rbp
    mov rbp,rsp
    push r14
    push rbx
    and rsp,0xffffffffffffffc0
    sub rsp,0x80
    mov rax,QWORD PTR [rsi+0x20]
    mov rcx,QWORD PTR [rsi+0x28]
    mov rdx,QWORD PTR [rsi+0x38]
    mov r8,QWORD PTR [rsi+0x40]
    movzx r10d,BYTE PTR [rsi+0x48]
    mov r9,QWORD PTR [rdx+0x100]
    cmp r9,0x100
    jb L2
    cmp r10b,r9b
    jbe L2
    add rcx,r8
    xor r11d,r11d
L1:
    cmp r10b,r9b
    jbe L5
    movzx ebx,r9b
    imul rbx,rax
    lea r14,[rcx+rbx*1]
    movups xmm0,XMMWORD PTR [r14+r11*1]
    movups xmm1,XMMWORD PTR [r14+r11*1+0x10]
    movups xmm2,XMMWORD PTR [r14+r11*1+0x20]
    movups xmm3,XMMWORD PTR [r14+r11*1+0x30]
    movaps XMMWORD PTR [rsp],xmm0
    movaps XMMWORD PTR [rsp+0x10],xmm1
    movaps XMMWORD PTR [rsp+0x20],xmm2
    movaps XMMWORD PTR [rsp+0x30],xmm3
    mov rbx,QWORD PTR [r8+rbx*1]
    mov r14,r9
    shr r14,0x8
    cmp rbx,r14
    je L3
    mov rbx,QWORD PTR [rdx+0x100]
    cmp rbx,r9
    je L2
    pause
    mov r9,QWORD PTR [rdx+0x100]
    cmp r9,0x100
    jb L2
    cmp r10b,r9b
    ja L1
L2:
    add rsi,0x20
    mov rax,rsp
    mov rbx,rdi
    mov rdi,rsi
    mov rsi,rax
    call <shm_typed::snapshot::slots::Slots<T>::copy_any>
    mov rdi,rbx
    jmp L4
L3:
    mov rax,QWORD PTR [rsi]
    cmp rax,r9
    je L4
    mov QWORD PTR [rsi],r9
L4:
    movaps xmm0,XMMWORD PTR [rsp]
    movaps xmm1,XMMWORD PTR [rsp+0x10]
    movaps xmm2,XMMWORD PTR [rsp+0x20]
    movaps xmm3,XMMWORD PTR [rsp+0x30]
    movups XMMWORD PTR [rdi+0x30],xmm3
    movups XMMWORD PTR [rdi+0x20],xmm2
    movups XMMWORD PTR [rdi+0x10],xmm1
    movups XMMWORD PTR [rdi],xmm0
    lea rsp,[rbp-0x10]
    pop rbx
    pop r14
    pop rbp
    ret
L5:
    lea rdi,[rip+...]
    lea rdx,[rip+...]
    mov esi,0x5b
    call QWORD PTR [rip+...]
