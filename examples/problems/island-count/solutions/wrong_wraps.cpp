#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::string cells, row;
    while (std::cin >> row) cells += row;

    int largest = 0;
    for (int start = 0; start < r * c; ++start) {
        int size = 0;
        std::vector<int> todo{start};
        while (!todo.empty()) {
            int cell = todo.back();
            todo.pop_back();
            if (cell < 0 || cell >= r * c || cells[cell] != '#') continue;
            cells[cell] = '.';
            ++size;
            for (int next : {cell - c, cell + c, cell - 1, cell + 1}) todo.push_back(next);
        }
        largest = std::max(largest, size);
    }
    std::cout << largest << '\n';
}
