using ScottPlot;
using ScottPlot.Plottables;

namespace RtcVoice.Reports;

/// <summary>Lines over two axes, as SVG.</summary>
public sealed class LinePlot : IDisposable
{
    private const int Width = 960;
    private const int Height = 480;

    private readonly Plot _plot = new();

    /// <summary>Begins a plot.</summary>
    /// <param name="x">What the horizontal axis tells.</param>
    /// <param name="y">What the vertical one tells.</param>
    public LinePlot(string x, string y)
    {
        _plot.XLabel(x);
        _plot.YLabel(y);
    }

    /// <summary>Adds a line; nothing where there are no points.</summary>
    /// <param name="name">How the legend calls it.</param>
    /// <param name="x">Where its points are.</param>
    /// <param name="y">How high they are.</param>
    /// <param name="marked">Whether each point is marked.</param>
    public void Add(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, bool marked = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Count == 0)
        {
            return;
        }

        Scatter line = _plot.Add.Scatter(x.ToArray(), y.ToArray());
        line.LegendText = name;
        if (!marked)
        {
            line.MarkerSize = 0;
        }
    }

    /// <summary>Shows the vertical axis between two values.</summary>
    public void LimitY(double from, double to)
    {
        _plot.Axes.AutoScaleX();
        _plot.Axes.SetLimitsY(from, to);
    }

    /// <summary>The plot as an element of a page.</summary>
    public string ToSvg()
    {
        _plot.ShowLegend(Alignment.UpperRight);
        return _plot.GetSvgXml(Width, Height);
    }

    /// <inheritdoc />
    public void Dispose() => _plot.Dispose();
}
