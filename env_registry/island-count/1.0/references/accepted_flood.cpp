#include <algorithm>
#include <iostream>
#include <stack>
#include <string>
#include <utility>
#include <vector>

int sink(std::vector<std::string>& grid, int row, int column) {
    std::stack<std::pair<int, int>> todo;
    todo.push({row, column});
    int cells = 0;
    while (!todo.empty()) {
        auto [i, j] = todo.top();
        todo.pop();
        if (grid[i][j] != '#') continue;
        grid[i][j] = '.';
        ++cells;
        todo.push({i - 1, j});
        todo.push({i + 1, j});
        todo.push({i, j - 1});
        todo.push({i, j + 1});
    }
    return cells;
}

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::string> grid(r + 2, std::string(c + 2, '.'));
    for (int i = 1; i <= r; ++i) {
        std::string row;
        std::cin >> row;
        grid[i] = '.' + row + '.';
    }
    int largest = 0;
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) largest = std::max(largest, sink(grid, i, j));
    }
    std::cout << largest << '\n';
}
