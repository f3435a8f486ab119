"""What runs inside a jail: a package of its own that imports nothing but the standard library.

The host starts it by path, and imports nothing of it but `protocol` and Landlock's version. `main` warms up and serves
requests (`serve`), each in a child of its own (`child` for Python, the program of `launcher.cpp` for binaries) that
`watch` holds to its limits; or it runs a compiler once (`build`). `landlock` locks the process in where there are no
namespaces.
"""
