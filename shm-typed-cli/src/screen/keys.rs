//! What a key does.

use ratatui::crossterm::event::{Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::model::Model;

/// What follows from a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Draw,
    Quit,
    Nothing,
}

/// The longest filter.
const LONGEST: usize = 64;

/// Does what a key, or another input, asks for.
pub(super) fn press(model: &mut Model, input: &Input) -> Next {
    match input {
        Input::Key(key) if key.kind != KeyEventKind::Release => {
            if is_interrupt(key) {
                Next::Quit
            } else if model.is_typing {
                typed(model, key.code)
            } else {
                pressed(model, key.code)
            }
        }
        Input::Resize(..) => Next::Draw,
        _ => Next::Nothing,
    }
}

fn is_interrupt(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'd'))
}

/// A key while the filter is typed.
fn typed(model: &mut Model, code: KeyCode) -> Next {
    match code {
        KeyCode::Enter => model.is_typing = false,
        KeyCode::Esc => {
            model.is_typing = false;
            model.filter.clear();
        }
        KeyCode::Backspace => {
            model.filter.pop();
        }
        KeyCode::Char(c) if model.filter.len() < LONGEST && !c.is_control() => model.filter.push(c),
        _ => return Next::Nothing,
    }
    model.top = 0;
    Next::Draw
}

fn pressed(model: &mut Model, code: KeyCode) -> Next {
    let page = model.room.saturating_sub(1).max(1);
    let last = model.lines.saturating_sub(model.room);
    match code {
        KeyCode::Char('q') => return Next::Quit,
        KeyCode::Char(' ') => model.pause(),
        KeyCode::Char('/') => model.is_typing = true,
        KeyCode::Esc => model.filter.clear(),
        KeyCode::Down | KeyCode::Char('j') => model.top = model.top.saturating_add(1),
        KeyCode::Up | KeyCode::Char('k') => model.top = model.top.saturating_sub(1),
        KeyCode::PageDown => model.top = model.top.saturating_add(page),
        KeyCode::PageUp => model.top = model.top.saturating_sub(page),
        KeyCode::Home | KeyCode::Char('g') => model.top = 0,
        KeyCode::End | KeyCode::Char('G') => model.top = last,
        // The next object, or the first again.
        KeyCode::Tab => {
            let next = model.heads.iter().copied().find(|head| *head > model.top);
            model.top = next.filter(|_| model.top < last).unwrap_or(0);
        }
        _ => return Next::Nothing,
    }
    model.top = model.top.min(last);
    Next::Draw
}
