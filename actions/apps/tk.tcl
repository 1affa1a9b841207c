# A Tk window for the typing tests: writes its text to the file named, after each change.
wm title . "typing test"
text .t
pack .t
bind .t <<Modified>> {
    if {[.t edit modified]} {
        set f [open [lindex $argv 0] w]
        fconfigure $f -encoding utf-8
        puts -nonewline $f [.t get 1.0 end-1c]
        close $f
        .t edit modified 0
    }
}
focus .t
