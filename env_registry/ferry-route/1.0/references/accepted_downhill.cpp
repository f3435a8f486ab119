#include <iostream>
#include <queue>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> neighbours(n + 1);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        neighbours[u].push_back(v);
        neighbours[v].push_back(u);
    }

    std::vector<int> rides_left(n + 1, -1);
    rides_left[n] = 0;
    std::queue<int> frontier({n});
    while (!frontier.empty()) {
        int island = frontier.front();
        frontier.pop();
        for (int next : neighbours[island]) {
            if (rides_left[next] < 0) {
                rides_left[next] = rides_left[island] + 1;
                frontier.push(next);
            }
        }
    }

    std::cout << rides_left[1] + 1 << "\n1";
    for (int island = 1; island != n;) {
        for (int next : neighbours[island]) {
            if (rides_left[next] == rides_left[island] - 1) {
                island = next;
                break;
            }
        }
        std::cout << ' ' << island;
    }
    std::cout << '\n';
}
