#!/usr/bin/wish
# target_window.tcl : a window of coloured squares that tells where it was really clicked.
#
#     wish target_window.tcl ?WxH+X+Y? magenta:60,40 cyan:400,300:80x50 …
#
# Each target is COLOUR:X,Y or COLOUR:X,Y:WxH (default 40x40, window pixels). An entry field stands at the bottom.
# On standard output, one line an event, root coordinates:
#     ready X Y W H                 the window is drawn; its place
#     target NAME X Y W H           a target's place
#     press NAME BUTTON X Y         (NAME "none": beside every target); release alike
#     double NAME BUTTON X Y
#     wheel NAME BUTTON X Y
#     key KEYSYM
#     text TEXT                     the entry's content after each change
fconfigure stdout -buffering line -encoding utf-8
set rgb {red #ff0000 lime #00ff00 blue #0000ff yellow #ffff00 cyan #00ffff magenta #ff00ff orange #ff8000
    purple #8000ff green #008000 teal #008080 navy #000080 maroon #800000}
set geometry 640x480+100+80
if {[regexp {^\d+x\d+} [lindex $argv 0]]} {
    set geometry [lindex $argv 0]
    set argv [lrange $argv 1 end]
}
wm title . "Targets"
wm geometry . $geometry
canvas .c -background #c0c0c0 -highlightthickness 0
entry .e -textvariable typed -font {Helvetica 14}
pack .e -side bottom -fill x
pack .c -side top -fill both -expand 1
set targets {}
foreach spec $argv {
    if {![regexp {^(\w+):(\d+),(\d+)(?::(\d+)x(\d+))?$} $spec - name x y w h] || ![dict exists $rgb $name]} {
        puts stderr "target_window: no target: $spec"
        exit 2
    }
    if {$w eq ""} { set w 40; set h 40 }
    .c create rectangle $x $y [expr {$x + $w}] [expr {$y + $h}] -fill [dict get $rgb $name] -width 0 -tags $name
    lappend targets $name $x $y $w $h
}
proc name_at {x y} {
    foreach {name tx ty w h} $::targets {
        if {$x >= $tx && $x < $tx + $w && $y >= $ty && $y < $ty + $h} { return $name }
    }
    return none
}
proc tell {what button x y rx ry} {
    if {$button >= 4 && $button <= 7} {
        if {$what ne "press"} { return }
        set what wheel
    }
    puts "$what [name_at $x $y] $button $rx $ry"
}
bind .c <ButtonPress> { focus .c; tell press %b %x %y %X %Y }
bind .c <ButtonRelease> { tell release %b %x %y %X %Y }
bind .c <Double-ButtonPress> { tell press %b %x %y %X %Y; tell double %b %x %y %X %Y }
bind . <KeyPress> { puts "key %K" }
trace add variable typed write {apply {args { puts "text $::typed" }}}
tkwait visibility .c
update
puts "ready [winfo rootx .] [winfo rooty .] [winfo width .] [winfo height .]"
foreach {name x y w h} $targets {
    puts "target $name [expr {[winfo rootx .c] + $x}] [expr {[winfo rooty .c] + $y}] $w $h"
}
