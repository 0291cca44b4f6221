#[repr(C)]
struct Matrix<T = f64, const ROWS: usize = 2>
where
    T: PartialEq,
{
    corner: T,
    cells: [[T; 2]; ROWS],
}
