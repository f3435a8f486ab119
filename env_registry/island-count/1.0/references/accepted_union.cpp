#include <algorithm>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

struct DisjointSets {
    std::vector<int> parent, size;

    explicit DisjointSets(int n) : parent(n), size(n, 1) { std::iota(parent.begin(), parent.end(), 0); }

    int find(int x) {
        while (parent[x] != x) x = parent[x] = parent[parent[x]];
        return x;
    }

    void unite(int a, int b) {
        a = find(a);
        b = find(b);
        if (a == b) return;
        if (size[a] < size[b]) std::swap(a, b);
        parent[b] = a;
        size[a] += size[b];
    }
};

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::string> grid(r);
    for (std::string& row : grid) std::cin >> row;

    DisjointSets islands(r * c);
    for (int i = 0; i < r; ++i) {
        for (int j = 0; j < c; ++j) {
            if (grid[i][j] != '#') continue;
            if (i + 1 < r && grid[i + 1][j] == '#') islands.unite(i * c + j, (i + 1) * c + j);
            if (j + 1 < c && grid[i][j + 1] == '#') islands.unite(i * c + j, i * c + j + 1);
        }
    }
    int largest = 0;
    for (int i = 0; i < r; ++i) {
        for (int j = 0; j < c; ++j) {
            if (grid[i][j] == '#') largest = std::max(largest, islands.size[islands.find(i * c + j)]);
        }
    }
    std::cout << largest << '\n';
}
