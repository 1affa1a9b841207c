# A Tk window for the pointer tests: writes a line for each event to the file named. At 0,0, undecorated.
set f [open [lindex $argv 0] w]
fconfigure $f -buffering line
wm overrideredirect . 1
wm title . "pointer test"
wm geometry . 500x400+0+0
canvas .c -width 500 -height 400 -highlightthickness 0 -bd 0
pack .c
foreach e {Button-1 Double-Button-1 Triple-Button-1 ButtonRelease-1 Button-2 Button-3 Button-4 Button-5
           B1-Motion Control-Button-1 Control-Shift-Button-1} {
    bind .c <$e> [list puts $f "$e %x %y"]
}
bind .c <Map> {puts $f "ready"}
