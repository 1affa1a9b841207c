"""A Qt 5 window for the typing tests: writes its text to the file named, after each change."""
import sys

from PyQt5 import QtWidgets


def changed():
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write(edit.toPlainText())


app = QtWidgets.QApplication(sys.argv)
edit = QtWidgets.QPlainTextEdit()
edit.setWindowTitle("typing test")
edit.resize(600, 400)
edit.textChanged.connect(changed)
edit.show()
app.exec_()
