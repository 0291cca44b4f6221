    push rbp
    mov rbp,rsp
    push rbx
    and rsp,0xffffffffffffffc0
    sub rsp,0x80
    mov rax,QWORD PTR [rsi+0x20]
    mov rcx,QWORD PTR [rsi+0x30]
    mov rdx,QWORD PTR [rsi+0x38]
    mov r8,QWORD PTR [rsi+0x40]
    movzx r10d,BYTE PTR [rsi+0x48]
    mov r9,QWORD PTR [rcx+0x100]
    cmp r9,0x100
    jb L2
L1:
    cmp r10b,r9b
    jbe L2
    cmp r10b,r9b
    jbe L5
    movzx r11d,r9b
    imul r11,rax
    lea rbx,[r8+r11*1]
    movups xmm0,XMMWORD PTR [rbx]
    movups xmm1,XMMWORD PTR [rbx+0x10]
    movups xmm2,XMMWORD PTR [rbx+0x20]
    movups xmm3,XMMWORD PTR [rbx+0x30]
    movaps XMMWORD PTR [rsp],xmm0
    movaps XMMWORD PTR [rsp+0x10],xmm1
    movaps XMMWORD PTR [rsp+0x20],xmm2
    movaps XMMWORD PTR [rsp+0x30],xmm3
    mov r11,QWORD PTR [rdx+r11*1]
    mov rbx,r9
    shr rbx,0x8
    cmp r11,rbx
    je L3
    mov r11,QWORD PTR [rcx+0x100]
    cmp r11,r9
    je L2
    pause
    mov r9,QWORD PTR [rcx+0x100]
    cmp r9,0x100
    jae L1
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
    lea rsp,[rbp-0x8]
    pop rbx
    pop rbp
    ret
L5:
    lea rdi,[rip+...]
    lea rdx,[rip+...]
    mov esi,0x5b
    call QWORD PTR [rip+...]
